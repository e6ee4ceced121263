namespace Downhill.Experiments;

/// <summary>The kind of rows of a recipe.</summary>
public enum RecipeKind
{
    /// <summary>Prepared numbers, such as points of the plane: one hidden layer and a constant rate.</summary>
    Plain,

    /// <summary>The columns of a table.</summary>
    Table,

    /// <summary>The values of an image.</summary>
    Image,

    /// <summary>The values of an image, and after them the columns of a table.</summary>
    ImageAndColumns,
}
