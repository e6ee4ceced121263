using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// A lesson whose every number is computed when it is told. Data; what is printed, and the page, are views of it.
/// </summary>
/// <param name="Name">What the lesson is called: <c>hill</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Sections">Its sections in order.</param>
public sealed partial record Walkthrough(string Name, string Title, ImmutableArray<WalkthroughSection> Sections)
{
    private static readonly (string Name, Func<Walkthrough> Tell)[] Lessons =
        [("handwriting", Handwriting), ("hill", Hill), ("slope", Slope), ("mazur", Mazur)];

    /// <summary>The names of all lessons.</summary>
    public static ImmutableArray<string> Names => [.. Lessons.Select(lesson => lesson.Name)];

    /// <summary>Tells a lesson.</summary>
    /// <exception cref="DownhillException">There is none of that name; the message lists them all.</exception>
    public static Walkthrough Find(string name)
    {
        foreach ((string known, Func<Walkthrough> tell) in Lessons)
        {
            if (known == name)
                return tell();
        }

        throw new DownhillException($"There is no walkthrough '{name}'{Nearest.Hint(name, Names)}; there are {string.Join(", ", Names)}.");
    }
}

/// <summary>One section of a lesson.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Blocks">What it says and shows, in order.</param>
public sealed record WalkthroughSection(string Heading, ImmutableArray<WalkthroughBlock> Blocks);

/// <summary>One part of a section: a paragraph, a note, a formula, a table or a curve.</summary>
public abstract record WalkthroughBlock;

/// <summary>Running text.</summary>
/// <param name="Text">The text.</param>
public sealed record WalkthroughParagraph(string Text) : WalkthroughBlock;

/// <summary>Text that stands out.</summary>
/// <param name="Text">The text.</param>
public sealed record WalkthroughNote(string Text) : WalkthroughBlock;

/// <summary>A formula on a line of its own.</summary>
/// <param name="Text">The formula in plain characters: <c>w1 ← w1 − η ∂C/∂w1</c>.</param>
public sealed record WalkthroughFormula(string Text) : WalkthroughBlock;

/// <summary>Numbers in rows and columns.</summary>
/// <param name="Caption">What the numbers are.</param>
/// <param name="Columns">The columns' names; the first one stands over the rows' names.</param>
/// <param name="Rows">The rows.</param>
public sealed record WalkthroughTable(string Caption, ImmutableArray<string> Columns, ImmutableArray<WalkthroughRow> Rows) : WalkthroughBlock;

/// <summary>One row of a table.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Cells">Its numbers.</param>
public sealed record WalkthroughRow(string Name, ImmutableArray<WalkthroughNumber> Cells);

/// <summary>A number and how it is written.</summary>
/// <param name="Value">The number; NaN where there is none.</param>
/// <param name="Text">Its digits, those of a source as they are printed there.</param>
public readonly record struct WalkthroughNumber(double Value, string Text);

/// <summary>Lines over one axis.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Description">What there is to see, for those who cannot.</param>
/// <param name="XLabel">The axis from left to right.</param>
/// <param name="YLabel">The axis from bottom to top.</param>
/// <param name="Lines">The lines.</param>
public sealed record WalkthroughCurve(string Title, string Description, string XLabel, string YLabel, ImmutableArray<WalkthroughLine> Lines) : WalkthroughBlock;

/// <summary>One line of a curve.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Its points in order.</param>
/// <param name="Marked">Whether each point is marked, as the steps of a descent are.</param>
/// <param name="Joined">Whether a line joins the points.</param>
public sealed record WalkthroughLine(string Name, ImmutableArray<WalkthroughPoint> Points, bool Marked = false, bool Joined = true);

/// <summary>A point of a line.</summary>
/// <param name="X">How far to the right.</param>
/// <param name="Y">How far up.</param>
public readonly record struct WalkthroughPoint(double X, double Y);
