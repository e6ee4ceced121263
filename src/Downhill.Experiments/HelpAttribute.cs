namespace Downhill.Experiments;

/// <summary>What a person is told of a setting; command line, forms and recipe files take their words from here.</summary>
/// <param name="text">What it is, in a sentence without a full stop.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HelpAttribute(string text) : Attribute
{
    /// <summary>What it is.</summary>
    public string Text => text;

    /// <summary>Where its value comes from while nobody chooses one; null where that needs no words.</summary>
    public string? Default { get; init; }

    /// <summary>What it is to say no, where it is yes, no or left open.</summary>
    public string? No { get; init; }

    /// <summary>What stands for a value: NAME, N, X.</summary>
    public string? Value { get; init; }

    /// <summary>The smallest whole number it takes.</summary>
    public int Min { get; init; } = int.MinValue;

    /// <summary>The largest whole number it takes.</summary>
    public int Max { get; init; } = int.MaxValue;

    /// <summary>Whether it is an option of the command line; otherwise only files and programs set it.</summary>
    public bool IsOption { get; init; } = true;

    /// <summary>Whether its list is written as one text with commas.</summary>
    public bool Commas { get; init; }
}
