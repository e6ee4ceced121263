namespace Downhill.Tables;

/// <summary>The kind of a column.</summary>
public enum ColumnKind
{
    /// <summary>Numbers whose order and differences have a meaning.</summary>
    Number,

    /// <summary>One of two values, such as yes and no.</summary>
    Boolean,

    /// <summary>One of several names, or numbers that are codes.</summary>
    Category,

    /// <summary>A date, with or without the time of day.</summary>
    Date,

    /// <summary>An identifier of the row, which has no information about other rows; left out.</summary>
    Identifier,

    /// <summary>The same in every row; left out.</summary>
    Constant,

    /// <summary>Free text; left out.</summary>
    Text,

    /// <summary>Left out on request.</summary>
    Dropped,

    /// <summary>The path of an image file.</summary>
    Image,

    /// <summary>The values for the encoding that was declared for the column.</summary>
    Encoded,
}
