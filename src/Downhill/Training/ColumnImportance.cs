using System.Numerics;

namespace Downhill;

/// <summary>
/// Permutation importance of a column: the increase of the mean loss when the column's values are shuffled among the rows, so that they
/// carry no information. Columns with the same information replace each other, and each seems less important. Source: L. Breiman, "Random
/// Forests", 2001.
/// </summary>
/// <param name="Column">The column of the table; all inputs made from it move together.</param>
/// <param name="Rise">The mean rise of the loss; about 0 where the column is not needed.</param>
/// <param name="Deviation">How far the rises lie apart from one another.</param>
public sealed record ColumnImportance(string Column, double Rise, double Deviation)
{
    /// <summary>How many rows are looked at, at most, and how often their values are lent anew.</summary>
    public const int MaxRows = 1000, Repeats = 3;

    /// <summary>Measures every column, the most needed first.</summary>
    /// <param name="evaluator">What measures the network.</param>
    /// <param name="preprocessing">How columns become inputs.</param>
    /// <param name="rows">The rows, as the network is to see them.</param>
    /// <param name="raw">The same rows before preprocessing.</param>
    internal static IReadOnlyList<ColumnImportance> Of<T>(Evaluator<T> evaluator, Preprocessing preprocessing, Dataset rows, Dataset raw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] order = new int[raw.Rows];
        Shuffle.Fill(order, 0, RandomPurpose.Permutation, 0);
        int[] chosen = order[..Math.Min(MaxRows, order.Length)];
        int columns = raw.Inputs.Columns;
        var values = new double[chosen.Length * columns];
        for (int i = 0; i < chosen.Length; i++)
            raw.Inputs.Gather([raw.Stored(chosen[i])], values.AsSpan(i * columns, columns));
        Targets targets = Pick(rows, chosen);
        double before = Loss(values);

        var found = new List<ColumnImportance>(columns);
        int[] lender = new int[chosen.Length];
        for (int column = 0; column < columns; column++)
        {
            double sum = 0, squares = 0;
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                Shuffle.Fill(lender, 0, RandomPurpose.Permutation, (ulong)((column * Repeats) + repeat + 1));
                double[] lent = [.. values];
                for (int i = 0; i < lender.Length; i++)
                    lent[(i * columns) + column] = values[(lender[i] * columns) + column];
                double rise = Loss(lent) - before;
                (sum, squares) = (sum + rise, squares + (rise * rise));
            }

            double mean = sum / Repeats;
            found.Add(new ColumnImportance(preprocessing.Columns[column], mean, Math.Sqrt(Math.Max(0, (squares / Repeats) - (mean * mean)))));
        }

        return [.. found.OrderByDescending(one => one.Rise)];

        double Loss(double[] numbers)
        {
            Samples inputs = preprocessing.Apply(Samples.From(numbers, columns));
            var looked = new Dataset(rows.Name, [inputs.Columns], inputs, targets);
            return evaluator.Evaluate(rows.IsWeighted ? looked.WithWeights([.. chosen.Select(rows.Weight)]) : looked).Loss;
        }
    }

    private static Targets Pick(Dataset rows, int[] chosen)
    {
        if (rows.Targets.Numbers is not Samples numbers)
            return Targets.FromLabels([.. chosen.Select(row => rows.Targets.Label(rows.Stored(row)))], [.. rows.Targets.Classes]);
        var picked = new double[chosen.Length * numbers.Columns];
        for (int i = 0; i < chosen.Length; i++)
            numbers.Gather([rows.Stored(chosen[i])], picked.AsSpan(i * numbers.Columns, numbers.Columns));
        return Targets.FromNumbers(Samples.From(picked, numbers.Columns));
    }
}
