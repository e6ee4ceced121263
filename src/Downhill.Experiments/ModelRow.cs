using System.Globalization;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>A row of data for a trained model, chosen by its number from 0 or by its line in the file.</summary>
public sealed class ModelRow
{
    private readonly TableRows rows;
    private readonly string data;

    private ModelRow(ModelFile file, TableRows rows, string data, int row)
    {
        (File, this.rows, this.data, Row) = (file, rows, data, row);
        Where = Place(row);
    }

    /// <summary>The model.</summary>
    public ModelFile File { get; }

    /// <summary>The number of the row, from 0.</summary>
    public int Row { get; }

    /// <summary>The position of the row: <c>line 14 of flowers.csv (row 12)</c>.</summary>
    public string Where { get; }

    /// <summary>Reads the row.</summary>
    /// <param name="file">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="row">The number of the row, from 0; null for the first.</param>
    /// <param name="line">The line of the file on which the row starts; null to choose the row by its number.</param>
    /// <param name="targetRequired">Whether the row must have its target.</param>
    /// <exception cref="DownhillException">The data cannot be read, or it has no such row.</exception>
    public static ModelRow Load(ModelFile file, string data, int? row = null, int? line = null, bool targetRequired = false)
    {
        TableRows table = DataSource.LoadFor([data], file, targetRequired);
        return new ModelRow(file, table, data, line is int number ? AtLine(table, data, number) : Require(table, data, row ?? 0));
    }

    /// <summary>The values of any row before preprocessing.</summary>
    public double[] Values(int row)
    {
        var values = new double[rows.Inputs.Columns];
        rows.Inputs.Gather([Require(rows, data, row)], values.AsSpan());
        return values;
    }

    /// <summary>The position of any row.</summary>
    public string Place(int row) => rows.PlaceOf is null
        ? string.Create(CultureInfo.InvariantCulture, $"row {row} of {data}")
        : string.Create(CultureInfo.InvariantCulture, $"line {rows.PlaceOf(row).Line} of {rows.PlaceOf(row).File} (row {row})");

    /// <summary>Writes the preprocessed row and its target into a plan.</summary>
    public void Fill(Plan<double> plan) =>
        File.Preprocessing.Apply(File.Raw(data, rows.Inputs, rows.Targets!))
            .Gather([Row], plan.Inputs, plan.Targets, plan.Network.Output.Size);

    private static int Require(TableRows table, string data, int row) => row < table.Inputs.Rows
        ? row
        : throw new DownhillException($"{data} has {table.Inputs.Rows:N0} rows, counted from 0; there is no row {row}.");

    private static int AtLine(TableRows table, string data, int line)
    {
        if (table.PlaceOf is not { } placeOf)
            throw new DownhillException($"{data} has no lines; choose one of its rows by its number{new Hint(Setting.Row)}.");
        for (int row = 0; row < table.Inputs.Rows; row++)
        {
            if (placeOf(row).Line == line)
                return row;
        }

        throw new DownhillException(
            $"{data}: no row starts on line {line}; the first starts on line {placeOf(0).Line} and the last on line "
                + $"{placeOf(table.Inputs.Rows - 1).Line}.");
    }
}
