namespace Downhill.Experiments;

/// <summary>The help of a setting, used by the command line, forms and recipe files.</summary>
/// <param name="text">The help text: a sentence without a full stop.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HelpAttribute(string text) : Attribute
{
    /// <summary>The help text.</summary>
    public string Text => text;

    /// <summary>The default in words; null if there is nothing to say.</summary>
    public string? Default { get; init; }

    /// <summary>What the value "no" means for a setting that can be yes, no or left to the recipe.</summary>
    public string? No { get; init; }

    /// <summary>The placeholder of a value in help: NAME, N, X.</summary>
    public string? Value { get; init; }

    /// <summary>The smallest whole number it takes.</summary>
    public int Min { get; init; } = int.MinValue;

    /// <summary>The largest whole number it takes.</summary>
    public int Max { get; init; } = int.MaxValue;

    /// <summary>Whether it is an option of the command line; otherwise only files and programs set it.</summary>
    public bool IsOption { get; init; } = true;

    /// <summary>Whether a list is written as one text with commas.</summary>
    public bool Commas { get; init; }
}
