namespace Downhill;

/// <summary>
/// The settings that errors of the libraries name, because another choice cures them (<see cref="Hint"/>). A command line, a page and a
/// server each say that in their own words. A setting that no error names has no place here.
/// </summary>
public enum Setting
{
    /// <summary>The column to predict.</summary>
    Target,

    /// <summary>Whether the target is classes or numbers.</summary>
    Task,

    /// <summary>The class that two-class metrics are of.</summary>
    Positive,

    /// <summary>From which probability on the positive one of two classes is predicted.</summary>
    Threshold,

    /// <summary>How many rows a generated data set has.</summary>
    Rows,

    /// <summary>How rows are dealt into parts.</summary>
    Split,

    /// <summary>The column whose rows of one value stay in one part.</summary>
    Group,

    /// <summary>The column by whose order rows are split.</summary>
    Time,

    /// <summary>The column that says how much each row counts.</summary>
    Weight,

    /// <summary>How numbers are brought to one size.</summary>
    Scaling,

    /// <summary>In how many pieces the range of a number is cut.</summary>
    Pieces,

    /// <summary>The most categories of a column that get an input each.</summary>
    OneHot,

    /// <summary>The number of cross-validation folds.</summary>
    Folds,

    /// <summary>The layers.</summary>
    Model,

    /// <summary>A trained model to begin with.</summary>
    From,

    /// <summary>What becomes small.</summary>
    Loss,

    /// <summary>How far a step goes.</summary>
    LearningRate,

    /// <summary>Examples per step.</summary>
    Batch,

    /// <summary>In how many runs of rows a batch is cut.</summary>
    Shards,

    /// <summary>The largest number of steps.</summary>
    Steps,

    /// <summary>Whether candidates compete on rows held out and the best are blended.</summary>
    Blend,

    /// <summary>What fixes every random number.</summary>
    Seed,

    /// <summary>The share of a target that is spread over the classes.</summary>
    LabelSmoothing,

    /// <summary>How images are varied.</summary>
    Augment,

    /// <summary>The size of images.</summary>
    ImageSize,

    /// <summary>How images are brought to one size.</summary>
    ImageFit,

    /// <summary>The channels of images.</summary>
    ImageChannels,

    /// <summary>The part watched after each epoch.</summary>
    Validation,

    /// <summary>The part measured at the end.</summary>
    Test,

    /// <summary>Whether files stay on disk while they are read.</summary>
    Stream,

    /// <summary>Where results go.</summary>
    Out,

    /// <summary>Whether results that are there already may be replaced.</summary>
    Overwrite,

    /// <summary>What to do where training diverges.</summary>
    OnDivergence,

    /// <summary>What stands between two values.</summary>
    Separator,

    /// <summary>What stands around a value.</summary>
    Quote,

    /// <summary>What a comment line starts with.</summary>
    Comment,

    /// <summary>Whether the first line names the columns.</summary>
    Header,

    /// <summary>The names of the columns.</summary>
    Columns,

    /// <summary>How many lines above the table are left out.</summary>
    SkipLines,

    /// <summary>The query that gives the rows of a database.</summary>
    Query,

    /// <summary>What to do with rows that cannot be used.</summary>
    BadRows,

    /// <summary>What numbers have before their fraction.</summary>
    Decimal,

    /// <summary>Whether numbers may be written as amounts.</summary>
    Amounts,

    /// <summary>What stands for a missing value besides the usual marks.</summary>
    Missing,

    /// <summary>What stands for a missing value instead of the usual marks.</summary>
    MissingOnly,

    /// <summary>Whether new data that the model does not know is an error.</summary>
    Strict,

    /// <summary>Columns that are numbers.</summary>
    Number,

    /// <summary>Columns that are categories.</summary>
    Category,

    /// <summary>Columns that are dates.</summary>
    Date,

    /// <summary>The encodings that are declared for columns.</summary>
    Encode,

    /// <summary>Columns to leave out.</summary>
    Drop,

    /// <summary>How dates are written.</summary>
    DateFormat,
}
