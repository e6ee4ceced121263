using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// All settings of a training as one value; the recipe chooses what is null. Each setting is declared here with its help text and used in
/// one place; the command line, recipe files, run records, searches and programs are views of this record.
/// </summary>
public sealed record Experiment(
    [Help("A built-in data set, CSV files with the same columns, a folder of images or IDX files, an .npz file, or - for standard input",
        Value = "DATA", IsOption = false)]
    IReadOnlyList<string>? Data = null,

    [Help("The column to predict", Value = "NAME", Default = "the last one")]
    string? Target = null,
    [Help("What the target is", Default = "text is classes; numbers are numbers unless there are only two")]
    TargetTask? Task = null,
    [Help(
        "The positive class of two, used for precision, recall, PR-AUC, thresholds and curves",
        Value = "CLASS", Default = "1 of 0 and 1, yes of no and yes, otherwise the rarer one")]
    string? Positive = null,
    [Help(
        "The probability from which the positive class of two is predicted: a number, or f1, balanced, or cost:5:1 (missed positive : "
        + "false alarm) to choose the best one for that aim on held-out rows",
        Value = "AIM", Default = "the more probable class")]
    ThresholdAim? Threshold = null,
    [Help("The number of rows of a generated data set", Min = 2)]
    int? Rows = null,
    [Help("How rows are split into parts", Default = "stratified for classes")]
    SplitKind? Split = null,
    [Help("Keep all rows with the same value of this column in one part of the split; the column is not an input", Value = "NAME")]
    string? Group = null,
    [Help("Split by this column of dates or numbers: the newest rows become the test part", Value = "NAME")]
    string? Time = null,
    [Help(
        "A column with the weight of each row, in training and in metrics: a weight of 3 counts like three equal rows, 0 not at "
        + "all; the column is not an input",
        Value = "NAME")]
    string? Weight = null,
    [Help("How numbers are scaled: robust (median and quartiles) or standard (mean and standard deviation)", Default = "robust")]
    Scaling? Scaling = null,
    [Help(
        "The number of bins for each number column, encoded piecewise linearly as additional inputs; 0 for none",
        Default = "16 from 2,000 rows, 32 from 10,000 rows", Min = 0, Max = 1000)]
    int? Pieces = null,
    [Help(
        "Categories are one-hot encoded up to this number; a column with more of them gets an embedding of 8 trained numbers",
        Default = "100", Min = 1)]
    [property: JsonPropertyName("one-hot")]
    int? OneHot = null,
    [Help("Cross-validate first, with this number of folds; each network is measured on the rows it was not trained on", Min = 2,
        Max = 1000)]
    int? Folds = null,

    [Help(
        "The layers, such as \"linear 64, relu, linear\", or a JSON file; the last linear layer gets its outputs from the target. "
        + "Layers: {layers}",
        Value = "LAYERS", Default = "the recipe's, see docs/recipe.md")]
    string? Model = null,
    [Help("Start from a trained model (a run folder or a model file): use its preprocessing, copy its weights by name, "
        + "and keep its settings unless you change them", Value = "MODEL")]
    string? From = null,
    [Help("Layers or single parameters that training does not change, such as linear1", Value = "NAMES")]
    IReadOnlyList<string>? Freeze = null,
    [Help("The loss function that training minimizes: {losses}", Value = "LOSS", Default = "follows from the target")]
    Loss? Loss = null,
    [Help("The optimizer that updates the parameters: {optimizers}; with options: \"sgd 0.1 momentum=0.9\"", Value = "NAME")]
    Optimizer? Optimizer = null,
    [Help("The size of a step", Default = "the recipe's for adam and adamw, otherwise the optimizer's own")]
    [property: JsonPropertyName("learning-rate")]
    double? LearningRate = null,
    [Help(
        "How the learning rate changes: {schedules}; with options: \"cosine 0.01\"",
        Value = "NAME", Default = "the recipe's for its own optimizer, otherwise constant")]
    Schedule? Schedule = null,
    [Help("The number of epochs over which the learning rate rises linearly at the start; may be a fraction")]
    [property: JsonPropertyName("warm-up")]
    double? WarmUp = null,
    [Help("The batch size: rows per step; 0 uses all rows", Default = "the recipe's", Min = 0)]
    int? Batch = null,
    [Help(
        "The number of shards: a batch is divided into this number of parts, whose gradients are added in a fixed order; several "
        + "processes can share a step (mpirun -n 4 downhill train ... --shards 4), and the model does not depend on their number",
        Default = "1", Min = 1, Max = 4096)]
    int? Shards = null,
    [Help("Passes over the data", Default = "the recipe's", Min = 1)]
    int? Epochs = null,
    [Help("Stop after this many steps", Min = 1)]
    int? Steps = null,
    [Help("Stop after the first epoch whose training loss is at most this value")]
    [property: JsonPropertyName("until-loss")]
    double? UntilLoss = null,
    [Help(
        "The number of networks to train independently, each with its own initial weights and order of rows; they are saved as one "
        + "model that averages their outputs",
        Default = "the recipe's for its own layers, otherwise 1", Min = 1, Max = 1000)]
    int? Ensemble = null,
    [Help(
        "Let several candidates compete by cross-validation, and blend and calibrate the best",
        Default = "on for tables of 100 to 5,000 training rows if model and training are left to the recipe")]
    BlendChoice? Blend = null,
    [Help("Do not shuffle the rows in each epoch")]
    bool Shuffle = true,
    [Help("The seed of all random numbers of the run", Default = "0")]
    ulong? Seed = null,

    [Help(
        "Stop early after this number of epochs without a smaller loss on the validation rows, and keep the best epoch's "
        + "weights",
        Default = "do not stop early; keep them if there are at least 500 validation rows", Min = 1)]
    int? Patience = null,
    [Help("L1 regularization: the strength of the penalty on the absolute weights")]
    double? L1 = null,
    [Help("L2 regularization: the strength of the penalty on the squared weights, added to the gradient")]
    double? L2 = null,
    [Help(
        "Decoupled weight decay: each step shrinks every weight by this share times the learning rate (the optimizer is adamw "
        + "unless another is chosen)",
        Default = "the recipe's")]
    [property: JsonPropertyName("weight-decay")]
    double? WeightDecay = null,
    [Help("Label smoothing: the share of each target that is spread evenly over all classes")]
    [property: JsonPropertyName("label-smoothing")]
    double? LabelSmoothing = null,
    [Help("Gradient clipping by norm: a longer gradient is scaled down to this length")]
    [property: JsonPropertyName("clip-norm")]
    double? ClipNorm = null,
    [Help("Gradient clipping by value: the largest absolute value of each entry")]
    [property: JsonPropertyName("clip-value")]
    double? ClipValue = null,
    [Help("The largest norm of the weights that lead into one neuron; longer ones are scaled down")]
    [property: JsonPropertyName("max-norm")]
    double? MaxNorm = null,
    [Help("Exponential moving average of the weights with this decay, such as 0.999; the average is measured and saved")]
    double? Ema = null,
    [Help("Weight the classes so that each counts the same in training, however rare it is")]
    [property: JsonPropertyName("class-weights")]
    ClassWeighting? ClassWeights = null,
    [Help(
        "Images: change each at random in every epoch, such as \"affine shift=2 rotate=10 scale=0.1\" (available: {augmentations})",
        Value = "HOW")]
    Augmentation? Augment = null,
    [Help("Image files: the height and width of all images after scaling, such as 32x32", Value = "SIZE",
        Default = "their own size, or the median if sizes differ; the longer side at most 64")]
    [property: JsonPropertyName("image-size")]
    string? ImageSize = null,
    [Help("Image files of another size: stretch them, keep the proportions and pad with black, or keep the proportions and crop",
        Default = "resize")]
    [property: JsonPropertyName("image-fit")]
    ImageFit? ImageFit = null,
    [Help("Image files: the number of channels, 1 for grey or 3 for colour", Default = "3, or 1 if all images are grey", Min = 1, Max = 3)]
    [property: JsonPropertyName("image-channels")]
    int? ImageChannels = null,

    [Help(
        "The validation part, measured after each epoch: a fraction of all rows, 0 for none, or a CSV file",
        Value = "PART",
        Default = "0.1, at most 2,000 rows; none for a table if that is fewer than 500 rows and no patience is chosen")]
    DataPart? Validation = null,
    [Help(
        "The test part, measured once at the end: a fraction, 0 for none, or a CSV file",
        Value = "PART", Default = "0.2, or the test files of a folder")]
    DataPart? Test = null,
    [Help("The number type of weights and computation", Default = "float")]
    Precision? Precision = null,
    [Help(
        "Leave uncompressed IDX files on disk and read them batch by batch; the result is the same",
        Default = "if one is larger than a quarter of the memory")]
    bool Stream = false,
    [Help(
        "The longest time between two checkpoints; one is also written after an epoch, at most about once a second; 0 writes one "
        + "after each step",
        Default = "5")]
    [property: JsonPropertyName("checkpoint-minutes")]
    double? CheckpointMinutes = null,
    [Help(
        "Write a checkpoint after each epoch, however short; a crash then costs at most one epoch, but short epochs take "
        + "longer")]
    [property: JsonPropertyName("checkpoint-each-epoch")]
    bool CheckpointEachEpoch = false,
    [Help(
        "What to do if the numbers become infinite: stop, or go back to the best epoch and continue with a tenth of the learning "
        + "rate, at most five times",
        Default = "stop")]
    [property: JsonPropertyName("on-divergence")]
    Divergence? OnDivergence = null,
    [Help("Write event files for TensorBoard into the run folder")]
    bool Tensorboard = false,
    [Help("Do not measure the importance of the columns after training")]
    bool Importance = true,

    [Help("The separator between values", Default = "detected")]
    SeparatorKind? Separator = null,
    [Help("The quote around values that contain a separator", Default = "detected")]
    QuoteKind? Quote = null,
    [Help("The character that starts a comment line", Value = "CHARACTER", Default = "#, above the first row only")]
    string? Comment = null,
    [Help(
        "The first line names the columns",
        Default = "detected", No = "The first line is a row; columns are column1, column2, … unless they are named")]
    bool? Header = null,
    [Help("The names of all columns, separated by commas, in place of those in the file", Value = "NAMES", Commas = true)]
    IReadOnlyList<string>? Columns = null,
    [Help("The number of lines to skip above the table", Default = "comments and blank lines", Min = 0)]
    [property: JsonPropertyName("skip-lines")]
    int? SkipLines = null,
    [Help("The query for the rows if the data is a database", Value = "SELECT", Default = "all rows of its only table")]
    string? Query = null,
    [Help("What to do with rows that have the wrong number of values or no target, and with image files that cannot be read",
        Default = "stop")]
    [property: JsonPropertyName("bad-rows")]
    BadRowsRule? BadRows = null,
    [Help("The decimal mark in numbers", Default = "point")]
    DecimalMark? Decimal = null,
    [Help("Numbers may have a currency sign or %, and thousands separators: $1,234.50")]
    bool Amounts = false,
    [Help("Another mark for missing values, besides an empty value, ?, NA, N/A, NaN and null", Value = "TEXT")]
    IReadOnlyList<string>? Missing = null,
    [Help("The only mark for missing values, instead of the usual ones; \"\" is an empty value", Value = "TEXT")]
    [property: JsonPropertyName("missing-only")]
    IReadOnlyList<string>? MissingOnly = null,
    [Help("Columns to read as numbers", Value = "NAMES", Default = "detected")]
    IReadOnlyList<string>? Number = null,
    [Help("Columns to read as categories, even if they hold numbers", Value = "NAMES")]
    IReadOnlyList<string>? Category = null,
    [Help("Columns to read as dates", Value = "NAMES")]
    IReadOnlyList<string>? Date = null,
    [Help("The encoding of a column: \"hour=cyclic 24\" encodes a number with the period 24 as sine and cosine "
        + "(available: {encodings})", Value = "NAME=ENCODING")]
    IReadOnlyList<string>? Encode = null,
    [Help("Columns to leave out", Value = "NAMES")]
    IReadOnlyList<string>? Drop = null,
    [Help("How dates are written, such as dd/MM/yyyy", Value = "FORMAT", Default = "detected")]
    [property: JsonPropertyName("date-format")]
    string? DateFormat = null,

    [Help("The whole model, with its input shape and the outputs of each layer, in place of a list of layers", IsOption = false)]
    Model? Network = null,
    [Help("Whether two values of a category are the same if their text is the same, or also if they are the same number, "
        + "as in version 0.1.0", IsOption = false)]
    ValueIdentity? Identity = null)
{
    /// <summary>The name of the data.</summary>
    [JsonIgnore]
    public string Name => string.Join(", ", Data ?? []);

    /// <summary>Two experiments are equal if their JSON is equal.</summary>
    public bool Equals(Experiment? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>The experiment as JSON: a key for each setting that is chosen.</summary>
    public string ToJson() => ExperimentFile.Node(this).ToJsonString(ExperimentFile.Writing);

    /// <summary>
    /// Reads an experiment from JSON, which may have comments; <paramref name="source"/> stands at the start of every message.
    /// </summary>
    /// <exception cref="DownhillException">It is none; the message names line, key, and what was expected.</exception>
    public static Experiment FromJson(string json, string source = "the experiment") => ExperimentFile.Read(json, source);

    /// <summary>
    /// The experiment with one setting read from text, as on a command line: several texts for a list, none to leave the choice to the
    /// recipe.
    /// </summary>
    /// <exception cref="DownhillException">There is no such setting, or a text does not fit.</exception>
    public Experiment With(string setting, params IReadOnlyList<string> texts) => With(ExperimentSetting.Find(setting), texts);

    /// <inheritdoc cref="With(string, IReadOnlyList{string})"/>
    public Experiment With(ExperimentSetting setting, params IReadOnlyList<string> texts)
    {
        JsonObject node = ExperimentFile.Node(this);
        node.Remove(setting.Name);
        foreach (string text in texts)
            setting.Put(node, text);
        return ExperimentFile.Read(node, setting.Name);
    }

    /// <summary>Throws if a number is out of its range.</summary>
    public void Validate()
    {
        if (Data is not { Count: > 0 })
            throw new DownhillException(DataSource.Missing);
        JsonObject node = ExperimentFile.Node(this);
        foreach (ExperimentSetting setting in ExperimentSetting.All)
            setting.Require(node);
    }
}
