using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>
/// A document: sections of text, tables, charts and formulas. It is data; the writers make terminal text, HTML, JSON and LaTeX from it.
/// </summary>
/// <param name="Title">The title.</param>
/// <param name="Sections">
/// The sections in order; a writer asks for them one by one, so a long document never has to be in memory as a whole.
/// </param>
/// <param name="Name">A short name for programs: <c>hill</c>.</param>
public sealed record Document(string Title, IEnumerable<Section> Sections, string? Name = null);

/// <summary>A heading with its blocks.</summary>
/// <param name="Heading">The heading; empty for the text between the document's title and its first heading.</param>
/// <param name="Blocks">The parts in order.</param>
public sealed record Section(string Heading, ImmutableArray<Block> Blocks);

/// <summary>One part of a section: a paragraph, a note, code, a formula, a table, a chart or an explanation.</summary>
public abstract record Block;

/// <summary>Running text.</summary>
/// <param name="Text">The text.</param>
public sealed record Paragraph(string Text) : Block;

/// <summary>Text that stands out.</summary>
/// <param name="Text">The text.</param>
public sealed record Note(string Text) : Block;

/// <summary>A line to type or copy, such as a command.</summary>
/// <param name="Text">The line.</param>
public sealed record Code(string Text) : Block;

/// <summary>A formula on a line of its own.</summary>
/// <param name="Text">The formula in plain characters: <c>w1 ← w1 − η ∂C/∂w1</c>.</param>
public sealed record FormulaBlock(string Text) : Block;

/// <summary>A derivative with its derivation.</summary>
/// <param name="Explanation">The explanation.</param>
/// <param name="Network">The network it is about.</param>
public sealed record ExplanationBlock(Explanation Explanation, Network<double> Network) : Block;
