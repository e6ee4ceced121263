using System.Collections.Immutable;

namespace Downhill.Tables;

/// <content>How the rows are dealt into parts.</content>
public sealed partial class TrainingTable
{
    /// <summary>The splitter for the rows.</summary>
    /// <exception cref="DownhillException">A class has but one row, or a column to split by does not serve.</exception>
    public Splitter Splitter(ulong seed)
    {
        if (options.Group is not null && options.Time is not null)
            throw new DownhillException(
                $"A split is by group{new Hint(Setting.Group, options.Group)} or by time{new Hint(Setting.Time, options.Time)}, "
                    + $"not by both; name one of them.");
        if ((options.Group ?? options.Time) is string by && options.Stratify is bool stratify)
        {
            Hint other = options.Group is null ? new Hint(Setting.Time, by) : new Hint(Setting.Group, by);
            throw new DownhillException(
                $"A split is {(stratify ? "stratified" : "random")}{new Hint(Setting.Split, stratify ? "stratified" : "random")} or by "
                    + $"{(options.Group is null ? "time" : "group")}{other}, not both; name one of them.");
        }

        if (options.Group is string group)
            return Downhill.Splitter.Grouped(Groups(table.Require(group, "to group by")), seed);
        if (options.Time is string time)
            return Downhill.Splitter.ByTime(Times(table.Require(time, "to split by")));
        if (!(options.Stratify ?? Targets.AreClasses))
            return Downhill.Splitter.Random(Rows, seed);
        if (!Targets.AreClasses)
            throw new DownhillException(
                $"A stratified split is for classes, but the target {Words.Column(Target)} is a number; "
                    + $"use a random split{new Hint(Setting.Split, "random")}.");
        int[] labels = [.. Enumerable.Range(0, Rows).Select(Targets.Label)];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, Rows).GroupBy(row => labels[row]))
        {
            if (members.Count() == 1)
            {
                throw new DownhillException(
                    $"{table.Find(Target)!.PlaceOf(kept[members.First()])}: {Words.Value(Targets.Classes[members.Key])} is the only row "
                        + $"of its class, so it cannot be in every part; leave it out, "
                        + $"or use a random split{new Hint(Setting.Split, "random")}.");
            }
        }

        return Downhill.Splitter.Stratified(labels, seed);
    }

    /// <summary>The splitter for some of the rows: by group, by time or by class if there are such, otherwise random.</summary>
    /// <param name="rows">Rows, counted among <see cref="Rows"/>; folds count among these, from 0.</param>
    /// <param name="seed">Names the random order.</param>
    public Splitter SplitterOf(int[] rows, ulong seed)
    {
        if (options.Group is string group)
        {
            int[] groups = Groups(table.Require(group, "to group by"));
            return Downhill.Splitter.Grouped([.. rows.Select(row => groups[row])], seed);
        }

        if (options.Time is string time)
        {
            double[] times = Times(table.Require(time, "to split by"));
            return Downhill.Splitter.ByTime([.. rows.Select(row => times[row])]);
        }

        return Targets.AreClasses
            ? Downhill.Splitter.Stratified([.. rows.Select(Targets.Label)], seed)
            : Downhill.Splitter.Random(rows.Length, seed);
    }

    private int[] Groups(TableColumn column)
    {
        var places = new Dictionary<int, int>();
        var groups = new int[Rows];
        for (int i = 0; i < groups.Length; i++)
        {
            if (column.IsMissing(kept[i]))
                throw new DownhillException(
                    $"{column.PlaceOf(kept[i])}: the group is missing; every row needs one to split by group. Fill it in, "
                        + $"or leave the row out.");
            int code = column.Names.Code(kept[i]);
            if (!places.TryGetValue(code, out groups[i]))
                places.Add(code, groups[i] = places.Count);
        }

        return groups;
    }

    private double[] Times(TableColumn column)
    {
        ColumnSchema schema = Schema[column.Name];
        bool isOne = schema.Kind == ColumnKind.Constant, areCodes = !column.IsNumeric && column.NumberCount == 0
            && column.Texts.Distinct.All(text => column.TryNumber(text, out _));
        ErrorText remedy = isOne ? ErrorText.Of($"a split by time needs several. Choose another column{new Hint(Setting.Time)}.")
            : areCodes ? ErrorText.Of($"a split by time needs dates or numbers. If it has numbers, "
                + $"say so{new Hint(Setting.Number, column.Name)}.")
            : ErrorText.Of($"a split by time needs dates or numbers. If it has dates, set their format{new Hint(Setting.DateFormat)}.");
        double[] all = schema.DateFormat is string format ? ValueMeaning.Days(column, format)
            : (column.IsNumeric || schema.Kind == ColumnKind.Number) && !isOne ? ValueMeaning.Numbers(column)
            : throw new DownhillException(
                $"The column {Words.Column(column.Name)} of {table.Name} "
                    + $"{(isOne ? $"has one value only ({schema.Reason})" : $"is {schema.KindName}")}; {remedy}");
        double[] times = [.. kept.Select(row => all[row])];
        int missing = Array.FindIndex(times, double.IsNaN);
        return missing < 0
            ? times
            : throw new DownhillException(
                $"{column.PlaceOf(kept[missing])}: the time is missing; every row needs one to split by time. Fill it in, "
                    + $"or leave the row out.");
    }
}
