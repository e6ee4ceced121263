namespace Downhill.Tables;

/// <summary>When two values of a category, a class, a group or an identifier are the same one.</summary>
public enum ValueIdentity
{
    /// <summary>Where their text is the same: 250 and 250.0 are two codes.</summary>
    Text,

    /// <summary>Also where both are the same number, as models of version 0.1.0 have it.</summary>
    Number,
}
