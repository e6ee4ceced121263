namespace Downhill;

/// <summary>
/// The settings of an experiment and of its data. An error names the setting that solves the problem (<see cref="Hint"/>); command line,
/// pages and server each show it by their own name.
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

    /// <summary>Layers that training leaves as they are.</summary>
    Freeze,

    /// <summary>What becomes small.</summary>
    Loss,

    /// <summary>How the parameters move.</summary>
    Optimizer,

    /// <summary>How far a step goes.</summary>
    LearningRate,

    /// <summary>How the learning rate changes.</summary>
    Schedule,

    /// <summary>Epochs over which the learning rate grows at first.</summary>
    WarmUp,

    /// <summary>Examples per step.</summary>
    Batch,

    /// <summary>In how many runs of rows a batch is cut.</summary>
    Shards,

    /// <summary>Passes over the data.</summary>
    Epochs,

    /// <summary>The largest number of steps.</summary>
    Steps,

    /// <summary>The training loss at which to stop.</summary>
    UntilLoss,

    /// <summary>How many networks are trained and averaged.</summary>
    Ensemble,

    /// <summary>Whether candidates compete on rows held out and the best are blended.</summary>
    Blend,

    /// <summary>Whether rows come in a new order in each epoch.</summary>
    Shuffle,

    /// <summary>What fixes every random number.</summary>
    Seed,

    /// <summary>Epochs without improvement after which training stops.</summary>
    Patience,

    /// <summary>The L1 penalty.</summary>
    L1,

    /// <summary>The L2 penalty.</summary>
    L2,

    /// <summary>The decoupled weight decay.</summary>
    WeightDecay,

    /// <summary>The share of a target that is spread over the classes.</summary>
    LabelSmoothing,

    /// <summary>The largest length of the gradient.</summary>
    ClipNorm,

    /// <summary>The largest absolute value of an entry of the gradient.</summary>
    ClipValue,

    /// <summary>The largest length of the weights that lead into one neuron.</summary>
    MaxNorm,

    /// <summary>The decay of a running mean of the weights.</summary>
    Ema,

    /// <summary>Whether classes count alike.</summary>
    ClassWeights,

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

    /// <summary>The numbers to compute with.</summary>
    Precision,

    /// <summary>Whether files stay on disk while they are read.</summary>
    Stream,

    /// <summary>The number of threads.</summary>
    Threads,

    /// <summary>Where results go.</summary>
    Out,

    /// <summary>Whether results that are there already may be replaced.</summary>
    Overwrite,

    /// <summary>The longest time between two checkpoints.</summary>
    CheckpointMinutes,

    /// <summary>Whether a checkpoint is written after each epoch.</summary>
    CheckpointEachEpoch,

    /// <summary>What to do where training diverges.</summary>
    OnDivergence,

    /// <summary>Whether events are written for TensorBoard.</summary>
    Tensorboard,

    /// <summary>Whether the need for each column is measured after training.</summary>
    Importance,

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

    /// <summary>Columns to leave out.</summary>
    Drop,

    /// <summary>How dates are written.</summary>
    DateFormat,
}
