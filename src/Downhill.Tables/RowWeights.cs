namespace Downhill.Tables;

/// <summary>Reads the column with the weights of the rows.</summary>
internal static class RowWeights
{
    /// <summary>The weight of each row; 0 if <paramref name="isLeftOut"/> says that the row does not count anyway.</summary>
    /// <exception cref="DownhillException">A weight is missing, no number, or below 0, or none is above it.</exception>
    public static double[] Of(Table table, TableColumn column, Predicate<int>? isLeftOut = null)
    {
        var weights = new double[table.Rows];
        bool isAny = false;
        for (int row = 0; row < weights.Length; row++)
        {
            if (isLeftOut?.Invoke(row) == true)
                continue;
            weights[row] = Of(column, row);
            isAny |= weights[row] > 0;
        }

        return isAny ? weights : throw new DownhillException(
            $"{table.Name}, column {Words.Column(column.Name)}: the weight is 0 in every row; "
                + $"name another weight{new Hint(Setting.Weight)}, or leave it out.");
    }

    private static double Of(TableColumn column, int row)
    {
        if (column.IsMissing(row))
            throw new DownhillException(
                $"{column.PlaceOf(row)}: the weight is missing; every row needs one. Fill it in; 0 leaves a row out.");
        if (!column.IsNumeric && !column.TryNumber(column.Text(row), out _))
            throw new DownhillException(
                $"{NumberErrors.OneValue(column, row)} A weight is a number of at least 0: correct it, "
                    + $"or name another weight{new Hint(Setting.Weight)}.");
        double weight = column.IsNumeric ? column.Number(row) : column.TryNumber(column.Text(row), out double number) ? number : double.NaN;
        return weight >= 0 && double.IsFinite(weight) ? weight : throw new DownhillException(
            $"{column.PlaceOf(row)}: the weight is {NumberText.Format(weight)}; a weight is a number of at least 0. Correct it; "
                + $"0 leaves a row out.");
    }
}
