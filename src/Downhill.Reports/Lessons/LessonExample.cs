using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>The example of a lesson, which can be run with other numbers, and the numbers that its source prints.</summary>
/// <param name="Example">The network with its numbers, the samples, and one step.</param>
/// <param name="Names">The names of the parameters in the lesson, in layer order.</param>
/// <param name="Printed">The value of each parameter after the step as the source prints it; empty if the source prints none.</param>
public sealed record LessonExample(WorkedExample Example, ImmutableArray<string> Names, ImmutableArray<Cell> Printed)
{
    /// <summary>
    /// The example in the arithmetic of the source, if it prints numbers: its derivative of the sigmoid, rounded after every operation.
    /// </summary>
    public static WorkedExample InSourceArithmetic(WorkedExample example) => ArticleArithmetic.Of(example);
}

public static partial class Lessons
{
    /// <summary>The example of a lesson; null if it has none that can be changed.</summary>
    /// <exception cref="DownhillException">There is no lesson of that name.</exception>
    public static LessonExample? Example(string name) => name switch
    {
        "handwriting" => Printing(name, HandwritingNames, "linear1.weight", "linear2.weight"),
        "hill" => Printing(name, HillNames, "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"),
        "slope" => new LessonExample(SlopeExample(0.5, 0.2), ["w"], []),
        "mazur" => new LessonExample(LessonRun.Load(name), MazurNames, []),
        _ when Names.Contains(name) => null,
        _ => throw new DownhillException($"There is no lesson '{name}'{Nearest.Hint(name, Names)}; there are {string.Join(", ", Names)}."),
    };

    private static LessonExample Printing(string name, ImmutableArray<string> names, params string[] parameters)
    {
        WorkedExample example = LessonRun.Load(name);
        return new LessonExample(example, names, [.. parameters.SelectMany(key => LessonRun.Printed(example, key))]);
    }
}
