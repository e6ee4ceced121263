namespace Downhill;

/// <summary>
/// The settings that errors of the libraries name as a solution (<see cref="Hint"/>). The command line, a page and a server each use their
/// own words for them. A setting that no error names is not a member.
/// </summary>
public enum Setting
{
    /// <summary>The column to predict.</summary>
    Target,

    /// <summary>Whether the target is classes or numbers.</summary>
    Task,

    /// <summary>The positive class of two.</summary>
    Positive,

    /// <summary>The probability from which the positive one of two classes is predicted.</summary>
    Threshold,

    /// <summary>The number of rows of a generated data set.</summary>
    Rows,

    /// <summary>How rows are split into parts.</summary>
    Split,

    /// <summary>The column whose rows of one value stay in one part.</summary>
    Group,

    /// <summary>The column of times for the split.</summary>
    Time,

    /// <summary>The column with the weights of the rows.</summary>
    Weight,

    /// <summary>The scaling of numbers.</summary>
    Scaling,

    /// <summary>The number of bins for a number.</summary>
    Pieces,

    /// <summary>The largest number of categories that are one-hot encoded.</summary>
    OneHot,

    /// <summary>The number of cross-validation folds.</summary>
    Folds,

    /// <summary>The layers.</summary>
    Model,

    /// <summary>A trained model from which training starts.</summary>
    From,

    /// <summary>The loss function.</summary>
    Loss,

    /// <summary>The learning rate.</summary>
    LearningRate,

    /// <summary>Examples per step.</summary>
    Batch,

    /// <summary>The number of shards of a batch.</summary>
    Shards,

    /// <summary>The largest number of steps.</summary>
    Steps,

    /// <summary>Whether candidates compete on held-out rows and the best are blended.</summary>
    Blend,

    /// <summary>The seed of all random numbers.</summary>
    Seed,

    /// <summary>The share of a target that is spread over the classes.</summary>
    LabelSmoothing,

    /// <summary>The augmentation of images.</summary>
    Augment,

    /// <summary>The size of images.</summary>
    ImageSize,

    /// <summary>How images are brought to one size.</summary>
    ImageFit,

    /// <summary>The channels of images.</summary>
    ImageChannels,

    /// <summary>The validation part.</summary>
    Validation,

    /// <summary>The test part.</summary>
    Test,

    /// <summary>Whether files stay on disk while they are read.</summary>
    Stream,

    /// <summary>The output file or folder.</summary>
    Out,

    /// <summary>Whether existing results may be replaced.</summary>
    Overwrite,

    /// <summary>What to do if training diverges.</summary>
    OnDivergence,

    /// <summary>The separator between values.</summary>
    Separator,

    /// <summary>The quote around values.</summary>
    Quote,

    /// <summary>The first character of comment lines.</summary>
    Comment,

    /// <summary>Whether the first line names the columns.</summary>
    Header,

    /// <summary>The names of the columns.</summary>
    Columns,

    /// <summary>The number of lines to skip above the table.</summary>
    SkipLines,

    /// <summary>The query for the rows of a database.</summary>
    Query,

    /// <summary>What to do with rows that cannot be used.</summary>
    BadRows,

    /// <summary>The decimal mark.</summary>
    Decimal,

    /// <summary>Whether numbers may be written as amounts.</summary>
    Amounts,

    /// <summary>Additional marks of missing values.</summary>
    Missing,

    /// <summary>The only marks of missing values, instead of the standard ones.</summary>
    MissingOnly,

    /// <summary>Whether new data that the model does not know is an error.</summary>
    Strict,

    /// <summary>The columns that are copied before the predictions.</summary>
    Keep,

    /// <summary>The tensors of a layer in a file of another program.</summary>
    Map,

    /// <summary>The input whose derivative is explained.</summary>
    Input,

    /// <summary>The number of the explained row.</summary>
    Row,

    /// <summary>Columns that are numbers.</summary>
    Number,

    /// <summary>Columns that are categories.</summary>
    Category,

    /// <summary>Columns that are dates.</summary>
    Date,

    /// <summary>The declared encodings of columns.</summary>
    Encode,

    /// <summary>Columns to leave out.</summary>
    Drop,

    /// <summary>How dates are written.</summary>
    DateFormat,
}
