namespace Downhill.Tables;

/// <summary>When two values of a category, a class, a group or an identifier are the same.</summary>
public enum ValueIdentity
{
    /// <summary>If their text is the same: 250 and 250.0 are two codes.</summary>
    Text,

    /// <summary>Also if both are the same number, as in models of version 0.1.0.</summary>
    Number,
}
