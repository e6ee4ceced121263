using System.Globalization;
using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>A row of data for a trained model, chosen by its number from 0 or by its line in the file.</summary>
internal sealed class ExplainRow
{
    private readonly TableRows rows;
    private readonly string data;

    private ExplainRow(ModelFile file, TableRows rows, string data, int row)
    {
        (File, this.rows, this.data, Row) = (file, rows, data, row);
        Where = Place(row);
    }

    /// <summary>The model.</summary>
    public ModelFile File { get; }

    /// <summary>The number of the row, from 0.</summary>
    public int Row { get; }

    /// <summary>Where the row stands: <c>line 14 of flowers.csv (row 12)</c>.</summary>
    public string Where { get; }

    public static ExplainRow Load(string subject, string? data, int? row, int? line, bool targetRequired)
    {
        ModelFile file = ModelFile.Open(RunFolder.FindModel(subject));
        if (data is null)
            throw new DownhillException(
                "A trained model is explained on a row of data: add --data DATA, and --row N or --line N for another than the first.");
        TableRows table = DataSource.LoadFor([data], file, targetRequired);
        return new ExplainRow(file, table, data, line is int number ? AtLine(table, data, number) : Require(table, data, row ?? 0));
    }

    /// <summary>The values of a row as they are before preprocessing.</summary>
    public double[] Values(int row)
    {
        var values = new double[rows.Inputs.Columns];
        rows.Inputs.Gather([Require(rows, data, row)], values.AsSpan());
        return values;
    }

    /// <summary>Where any of the rows stands.</summary>
    public string Place(int row) => rows.PlaceOf is null
        ? string.Create(CultureInfo.InvariantCulture, $"row {row} of {data}")
        : string.Create(CultureInfo.InvariantCulture, $"line {rows.PlaceOf(row).Line} of {rows.PlaceOf(row).File} (row {row})");

    /// <summary>Writes the row and its target as the network takes them.</summary>
    public void Fill(Plan<double> plan) =>
        File.Preprocessing.Apply(File.Raw(data, rows.Inputs, rows.Targets!))
            .Gather([Row], plan.Inputs, plan.Targets, plan.Network.Output.Size);

    private static int Require(TableRows table, string data, int row) => row < table.Inputs.Rows
        ? row
        : throw new DownhillException($"{data} has {table.Inputs.Rows:N0} rows, counted from 0; there is no row {row}.");

    private static int AtLine(TableRows table, string data, int line)
    {
        if (table.PlaceOf is not { } placeOf)
            throw new DownhillException($"{data} has no lines; choose one of its rows with --row N.");
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
