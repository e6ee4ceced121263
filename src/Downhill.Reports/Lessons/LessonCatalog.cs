using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>The lessons on gradient descent; their numbers are computed on request.</summary>
public static partial class Lessons
{
    private static readonly (string Name, Func<Document> Create)[] All =
        [("handwriting", Handwriting), ("hill", Hill), ("slope", Slope), ("mazur", Mazur), ("convolution", Convolution)];

    /// <summary>The names of all lessons.</summary>
    public static ImmutableArray<string> Names => [.. All.Select(lesson => lesson.Name)];

    /// <summary>A lesson by its name.</summary>
    /// <exception cref="DownhillException">There is none of that name; the message lists them all.</exception>
    public static Document Find(string name)
    {
        foreach ((string known, Func<Document> create) in All)
        {
            if (known == name)
                return create();
        }

        throw new DownhillException($"There is no lesson '{name}'{Nearest.Hint(name, Names)}; there are {string.Join(", ", Names)}.");
    }
}
