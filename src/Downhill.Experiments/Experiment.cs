using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// Everything a person can choose about a training, as one value. What is null is left to the recipe. A setting is declared here, with its
/// words, and obeyed in one place; command line, recipe files, run records, searches and programs are views of this record.
/// </summary>
public sealed record Experiment(
    [Help("Built-in sets, CSV files of the same columns, a folder of images or of IDX files, or - for standard input", Value = "DATA")]
    IReadOnlyList<string>? Data = null,

    [Help("The column to predict", Value = "NAME", Default = "the last one")]
    string? Target = null,
    [Help("What the target is", Default = "text is classes; numbers are numbers unless there are only two")]
    TargetTask? Task = null,
    [Help(
        "Of two classes, the one that PR-AUC, thresholds and curves are of",
        Value = "CLASS", Default = "1 of 0 and 1, yes of no and yes, otherwise the rarer one")]
    string? Positive = null,
    [Help(
        "Of two classes, the probability of the positive one from which on it is predicted: a number, or what is chosen on rows held "
        + "out for the best f1, balanced (accuracy), or cost, such as cost:5:1 (of a missed positive : of a false alarm)",
        Value = "AIM", Default = "the more probable class")]
    ThresholdAim? Threshold = null,
    [Help("The number of rows of a generated data set", Min = 2)]
    int? Rows = null,
    [Help("How rows are divided into parts", Default = "stratified where the target is classes")]
    SplitKind? Split = null,
    [Help("A column whose rows of one value stay in one part; it is no input", Value = "NAME")]
    string? Group = null,
    [Help("A column of dates or numbers to split by: the newest rows are the test", Value = "NAME")]
    string? Time = null,
    [Help(
        "A column that says how much each row counts, in training and in metrics: 3 counts like three equal rows, 0 not at "
        + "all; it is no input",
        Value = "NAME")]
    string? Weight = null,
    [Help("How numbers of a table are scaled: by median and quartiles, or by mean and deviation", Default = "robust")]
    Scaling? Scaling = null,
    [Help(
        "The number of pieces the range of a table's number is also cut into, each an input of its own; 0 leaves it whole",
        Default = "16 from 2,000 rows on, 32 from 10,000", Min = 0, Max = 1000)]
    int? Pieces = null,
    [Help(
        "The most categories of a column that get an input each; a column of more is embedded as 8 trained numbers",
        Default = "100", Min = 1)]
    [property: JsonPropertyName("one-hot")]
    int? OneHot = null,
    [Help("Cross-validate first with this number of networks, each measured on the rows it did not train on", Min = 2, Max = 1000)]
    int? Folds = null,

    [Help(
        "The layers, such as \"linear 64, relu, linear\", or a JSON file; the last linear gets its outputs from the target. "
        + "Layers: {layers}",
        Value = "LAYERS", Default = "the recipe's, see docs/recipe.md")]
    string? Model = null,
    [Help("A trained model to begin with, a run folder or model file: rows are prepared as for it, its weights are taken over by name, and what is not chosen is as it was trained", Value = "MODEL")]
    string? From = null,
    [Help("Layers, or single parameters, that training leaves as they are, such as linear1", Value = "NAMES")]
    IReadOnlyList<string>? Freeze = null,
    [Help("What training minimizes: {losses}", Value = "LOSS", Default = "follows from the target")]
    Loss? Loss = null,
    [Help("How the parameters are updated: {optimizers}; with options, \"sgd 0.1 momentum=0.9\"", Value = "NAME")]
    Optimizer? Optimizer = null,
    [Help("The size of a step", Default = "the recipe's for adam and adamw, otherwise the optimizer's own")]
    [property: JsonPropertyName("learning-rate")]
    double? LearningRate = null,
    [Help(
        "How the learning rate changes: {schedules}; with options, \"cosine 0.01\"",
        Value = "NAME", Default = "the recipe's with its optimizer, otherwise constant")]
    Schedule? Schedule = null,
    [Help("Epochs over which the learning rate grows at first, also in fractions")]
    [property: JsonPropertyName("warm-up")]
    double? WarmUp = null,
    [Help("Examples per step; 0 is all of them", Default = "the recipe's", Min = 0)]
    int? Batch = null,
    [Help("Passes over the data", Default = "the recipe's", Min = 1)]
    int? Epochs = null,
    [Help("The largest number of steps", Min = 1)]
    int? Steps = null,
    [Help("Stop after an epoch whose training loss is at most this")]
    [property: JsonPropertyName("until-loss")]
    double? UntilLoss = null,
    [Help(
        "The number of networks to train independently, with their own first weights and order of rows, and save as one that "
        + "gives the mean of their outputs",
        Default = "the recipe's with its layers, otherwise 1", Min = 1, Max = 1000)]
    int? Ensemble = null,
    [Help(
        "Let candidates compete on rows held out, blend the best and calibrate them",
        Default = "on for tables of 100 to 5,000 training rows where model and training are left to the recipe")]
    BlendChoice? Blend = null,
    [Help("Keep the rows in their order instead of a new order in each epoch")]
    bool Shuffle = true,
    [Help("Fixes every random number of the run", Default = "0")]
    ulong? Seed = null,

    [Help(
        "Stop early after this number of epochs without a smaller loss on the validation rows, and keep the best epoch's "
        + "weights",
        Default = "never stop early; keep them where at least 500 rows are watched", Min = 1)]
    int? Patience = null,
    [Help("Pulls every weight towards zero by this much, in the gradient")]
    double? L1 = null,
    [Help("Pulls every weight towards zero by this share of it, in the gradient")]
    double? L2 = null,
    [Help(
        "Takes this share of every weight, times the learning rate, off at each step (the optimizer is adamw unless another is "
        + "chosen)",
        Default = "the recipe's")]
    [property: JsonPropertyName("weight-decay")]
    double? WeightDecay = null,
    [Help("The share of each target that is spread evenly over the classes")]
    [property: JsonPropertyName("label-smoothing")]
    double? LabelSmoothing = null,
    [Help("The largest length of the gradient; a longer one is scaled down")]
    [property: JsonPropertyName("clip-norm")]
    double? ClipNorm = null,
    [Help("The largest absolute value of an entry of the gradient")]
    [property: JsonPropertyName("clip-value")]
    double? ClipValue = null,
    [Help("The largest length of the weights that lead into one neuron")]
    [property: JsonPropertyName("max-norm")]
    double? MaxNorm = null,
    [Help("Measure and keep a running mean of the weights, of which a step leaves this share, such as 0.999")]
    double? Ema = null,
    [Help("Let every class count the same in training, however rare it is")]
    [property: JsonPropertyName("class-weights")]
    ClassWeighting? ClassWeights = null,
    [Help(
        "Images: vary each a little in every epoch, such as \"affine shift=2 rotate=10 scale=0.1\" (there are {augmentations})",
        Value = "HOW")]
    Augmentation? Augment = null,
    [Help("Image files: the height and width that all are brought to, such as 32x32", Value = "SIZE", Default = "the size they have, or the median; the longer side up to 64")]
    [property: JsonPropertyName("image-size")]
    string? ImageSize = null,
    [Help("Image files of another size: stretch them, keep their proportions and fill up with black, or keep them and cut off what stands out", Default = "resize")]
    [property: JsonPropertyName("image-fit")]
    ImageFit? ImageFit = null,
    [Help("Image files: 1 for grey values, 3 for colour", Default = "3 unless all are grey", Min = 1, Max = 3)]
    [property: JsonPropertyName("image-channels")]
    int? ImageChannels = null,

    [Help(
        "The part measured after each epoch: a fraction of all rows, 0 for none, or a CSV file",
        Value = "PART",
        Default = "0.1, at most 2,000 rows; none of a table where that would be fewer than 500 and no patience is chosen")]
    DataPart? Validation = null,
    [Help(
        "The part measured at the end: a fraction, 0 for none, or a CSV file",
        Value = "PART", Default = "0.2, or the test files of a folder")]
    DataPart? Test = null,
    [Help("The numbers to compute with", Default = "float")]
    Precision? Precision = null,
    [Help(
        "Leave unpacked IDX files on disk and read batch by batch; the result does not depend on it",
        Default = "if one is larger than a quarter of the memory")]
    bool Stream = false,
    [Help(
        "The longest time between two checkpoints; one is also written after an epoch, at most about once a second, and 0 is "
        + "after each step",
        Default = "5")]
    [property: JsonPropertyName("checkpoint-minutes")]
    double? CheckpointMinutes = null,
    [Help(
        "Write a checkpoint after each epoch, however short it is; then a kill never costs more than an epoch, but short "
        + "epochs take longer")]
    [property: JsonPropertyName("checkpoint-each-epoch")]
    bool CheckpointEachEpoch = false,
    [Help(
        "Where numbers become infinite: stop, or go back to the best epoch and continue with a tenth of the learning rate, "
        + "five times at most",
        Default = "stop")]
    [property: JsonPropertyName("on-divergence")]
    Divergence? OnDivergence = null,
    [Help("Write event files for TensorBoard into the run folder")]
    bool Tensorboard = false,
    [Help("Do not measure which columns a network of a table needs, after training")]
    bool Importance = true,

    [Help("What separates two values", Default = "detected")]
    SeparatorKind? Separator = null,
    [Help("What encloses a value that contains a separator", Default = "detected")]
    QuoteKind? Quote = null,
    [Help("What a comment line starts with", Value = "CHARACTER", Default = "# above the first row")]
    string? Comment = null,
    [Help(
        "The first line names the columns",
        Default = "detected", No = "The first line is a row; columns are column1, column2, … unless they are named")]
    bool? Header = null,
    [Help("The names of all columns, with commas between them, instead of the file's", Value = "NAMES", Commas = true)]
    IReadOnlyList<string>? Columns = null,
    [Help("The number of lines above the table to leave out", Default = "comments and blank ones", Min = 0)]
    [property: JsonPropertyName("skip-lines")]
    int? SkipLines = null,
    [Help("What to do with rows of another number of values, or without the target, and with image files that cannot be used", Default = "stop")]
    [property: JsonPropertyName("bad-rows")]
    BadRowsRule? BadRows = null,
    [Help("What stands before the fraction of a number", Default = "point")]
    DecimalMark? Decimal = null,
    [Help("Numbers may have a sign of currency or %, and commas between thousands: $1,234.50")]
    bool Amounts = false,
    [Help("What stands for a missing value besides nothing, ?, NA, N/A, NaN and null", Value = "TEXT")]
    IReadOnlyList<string>? Missing = null,
    [Help("What alone stands for a missing value, instead of the usual marks; \"\" is nothing between separators", Value = "TEXT")]
    [property: JsonPropertyName("missing-only")]
    IReadOnlyList<string>? MissingOnly = null,
    [Help("Columns that are numbers", Value = "NAMES", Default = "detected")]
    IReadOnlyList<string>? Number = null,
    [Help("Columns that are categories, numbers or not", Value = "NAMES")]
    IReadOnlyList<string>? Category = null,
    [Help("Columns that are dates", Value = "NAMES")]
    IReadOnlyList<string>? Date = null,
    [Help("Columns to leave out", Value = "NAMES")]
    IReadOnlyList<string>? Drop = null,
    [Help("How dates are written, such as dd/MM/yyyy", Value = "FORMAT", Default = "detected")]
    [property: JsonPropertyName("date-format")]
    string? DateFormat = null,

    [Help("The whole model with its input and the outputs of each layer, in place of layers")]
    Model? Network = null,
    [Help("Whether values of a category are the same where their text is, or also where both are one number, as in version 0.1.0")]
    ValueIdentity? Identity = null)
{
    /// <summary>What the data is called.</summary>
    [JsonIgnore]
    public string Name => string.Join(", ", Data ?? []);

    /// <summary>Two experiments are equal where their JSON is.</summary>
    public bool Equals(Experiment? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>The experiment as JSON: a key for each setting that is chosen.</summary>
    public string ToJson() => ExperimentFile.Node(this).ToJsonString(ExperimentFile.Writing);

    /// <summary>Reads an experiment from JSON, which may have comments; <paramref name="source"/> stands at the start of every message.</summary>
    /// <exception cref="DownhillException">It is none; the message names line, key, and what was expected.</exception>
    public static Experiment FromJson(string json, string source = "the experiment") => ExperimentFile.Read(json, source);

    /// <summary>The experiment with one of its settings read from text, as on a command line: several texts for a list, none to leave it open.</summary>
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

    /// <summary>Throws where a number is out of its range.</summary>
    public void Validate()
    {
        if (Data is not { Count: > 0 })
            throw new DownhillException(DataSource.Missing);
        JsonObject node = ExperimentFile.Node(this);
        foreach (ExperimentSetting setting in ExperimentSetting.All)
            setting.Require(node);
    }
}
