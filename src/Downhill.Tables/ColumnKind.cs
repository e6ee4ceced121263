namespace Downhill.Tables;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Amounts: order and distance mean something.</summary>
    Number,

    /// <summary>One of two values, such as yes and no.</summary>
    Boolean,

    /// <summary>One of several names; numbers too, where they are codes.</summary>
    Category,

    /// <summary>A day, with the time of day or without.</summary>
    Date,

    /// <summary>A name of the row itself, of no use to other rows; left out.</summary>
    Identifier,

    /// <summary>The same in every row; left out.</summary>
    Constant,

    /// <summary>Free text; left out.</summary>
    Text,

    /// <summary>Left out because it was asked for.</summary>
    Dropped,

    /// <summary>The path of an image file.</summary>
    Image,

    /// <summary>What the encoding takes that was declared for it.</summary>
    Encoded,
}
