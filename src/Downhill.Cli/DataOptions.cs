using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>What a user asks of the data besides its name.</summary>
internal sealed record DataOptions
{
    public string? Target { get; init; }

    public string? Task { get; init; }

    public SchemaOptions Schema { get; init; } = new();

    public TableOptions Table { get; init; } = new();

    /// <summary>"random", "stratified" or null.</summary>
    public string? Split { get; init; }

    public string? Group { get; init; }

    public string? Time { get; init; }

    public string? Weight { get; init; }

    public string? Positive { get; init; }

    public Scaling Scaling { get; init; }

    /// <summary>In how many pieces the range of a number is cut; null to choose by the rows.</summary>
    public int? Pieces { get; init; }

    /// <summary>How many categories of a column get an input each before they are embedded; null for the usual number.</summary>
    public int? OneHot { get; init; }

    public int? Rows { get; init; }

    public ulong Seed { get; init; }

    public TrainingTableOptions Training => new()
    {
        Target = Target,
        Task = Task,
        Schema = Schema,
        Group = Group,
        Time = Time,
        Weight = Weight,
        Positive = Positive,
        Stratify = Split switch { "stratified" => true, "random" => false, _ => null },
        SkipMissingTargets = Table.SkipBadRows,
    };

    /// <summary>Throws where an option is given that is for tables only; <paramref name="name"/> is no table.</summary>
    public void RefuseFor(string name)
    {
        string[] words = [.. TableArguments.Words(Table), .. SchemaArguments.Words(Schema)];
        string? option = Target is not null ? "--target" : Task is not null ? "--task" : Group is not null ? "--group" : Time is not null ? "--time" : Weight is not null ? "--weight" : Positive is not null ? "--positive"
            : words.Length > 0 ? words[0].Split(' ')[0] : null;
        if (option is not null)
            throw new DownhillException($"{option} is for tables; '{name}' has its own target and inputs.");
    }
}
