namespace Downhill.Experiments;

/// <summary>What kind of rows a recipe is for.</summary>
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
