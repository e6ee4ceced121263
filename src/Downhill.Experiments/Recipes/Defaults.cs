using System.Globalization;

namespace Downhill.Experiments;

/// <summary>
/// The defaults of a recipe. They depend only on the kind of the rows, their number, and the kind of the target. docs/recipe.md lists the
/// data sets on which they were measured.
/// </summary>
/// <param name="Model">The layers, in the notation of the command line.</param>
/// <param name="Optimizer">The optimizer without its rate.</param>
/// <param name="LearningRate">The learning rate that goes with it.</param>
/// <param name="Schedule">The learning rate schedule; null for a constant rate.</param>
/// <param name="Batch">Examples per step.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="RestoresBest">Whether the weights of the epoch with the smallest validation loss are kept.</param>
/// <param name="Rows">The rows on which the defaults were measured, in words.</param>
/// <param name="Reason">Why these layers, in words.</param>
/// <param name="Members">The number of trained networks, whose outputs are averaged.</param>
internal sealed record Defaults(
    string Model, Optimizer Optimizer, double LearningRate, Schedule? Schedule, int Batch, int Epochs, bool RestoresBest, string Rows,
    string Reason, int Members = 1)
{
    /// <summary>
    /// How the images of an epoch differ from those that are stored, where the layers are left open too; null leaves them as they are.
    /// </summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>The loss, where it does not follow from the target alone.</summary>
    public Loss? Loss { get; init; }

    // In how many pieces the range of a number is cut, where there are rows enough to learn from each.
    private const int FewPieces = 16, ManyPieces = 32, ManyPiecesFrom = 10_000;

    // From so many rows on a column's shape can be learned piece by piece, and a pass over the rows is worth many small steps.
    private const int ManyRows = 2000;

    // From so many rows on a validation part is large enough to tell a good epoch from a lucky one.
    private const int RowsThatTellEpochsApart = 500;

    // Where rows are few a network costs next to nothing; where there are many, several must still take less time than a person waits.
    private const int FewRowsMembers = 8, ManyRowsMembers = 4;

    private const int LargeBatchFrom = 20_000;

    private const string BatchNorm = "batch-norm, ";

    /// <summary>A requested batch may be this large even with few rows.</summary>
    public const int SmallestBound = 64;

    /// <summary>
    /// Whether there are too few validation rows to choose an epoch; the rows of a table are then used for training instead.
    /// </summary>
    public static bool AreTooFewToWatch(double rows) => rows < RowsThatTellEpochsApart;

    /// <summary>The number of bins for numbers in a table with some number of training rows.</summary>
    public static int Pieces(int trainingRows) => trainingRows < ManyRows ? 0 : trainingRows < ManyPiecesFrom ? FewPieces : ManyPieces;

    /// <summary>Chooses by the rows to learn from.</summary>
    /// <param name="kind">The kind of the rows.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validationRows">The number of validation rows.</param>
    /// <param name="batch">The requested batch size; null for the default.</param>
    /// <param name="loss">The requested loss; null for the default.</param>
    public static Defaults For(RecipeKind kind, Dataset training, int validationRows, int? batch = null, Loss? loss = null)
    {
        Defaults chosen = kind == RecipeKind.Table && loss is Poisson
            ? Counts(training, validationRows)
            : For(kind, training, validationRows);
        return batch == 1 && chosen.Model.Contains(BatchNorm, StringComparison.Ordinal)
            ? chosen with
            {
                Model = chosen.Model.Replace(BatchNorm, string.Empty, StringComparison.Ordinal),
                Reason = $"{chosen.Reason}; no batch normalization, because a step has one row"
            }
            : chosen;
    }

    private static Defaults For(RecipeKind kind, Dataset training, int validationRows) => kind switch
    {
        RecipeKind.Table => Table(training, validationRows >= RowsThatTellEpochsApart),
        RecipeKind.Image when training.Input.Rank is 2 or 3 => ImageDefaults.For(training, validationRows >= RowsThatTellEpochsApart),
        RecipeKind.ImageAndColumns => ImageDefaults.WithColumns(training, validationRows >= RowsThatTellEpochsApart),
        RecipeKind.Image => Vector(training, validationRows >= RowsThatTellEpochsApart),
        _ => Plain(training),
    };

    private static Defaults Table(Dataset training, bool best)
    {
        int rows = training.Rows;
        bool many = rows >= ManyRows, classes = training.Targets.AreClasses;
        int batch = !many ? 32 : classes && rows >= LargeBatchFrom ? 256 : 128;
        int epochs = many ? Math.Clamp(1_600_000 / rows, 4, 16) : EpochsFor(1200, rows, batch, 20, 100);
        bool exact = many && !classes;
        string layer = exact ? "silu, dropout 0.1" : "batch-norm, relu, dropout 0.2";
        int members = !many ? FewRowsMembers : classes ? ManyRowsMembers : 1; // numbers of many rows gained 0.3 % from four times the work
        string what = classes ? "classes" : "a number";
        string why = exact
            ? "many rows and a numeric target: smooth activations, little dropout"
            : many ? $"{what} with many rows: batch normalization, dropout and weight decay against overfitting"
            : "few rows: batch normalization, dropout and weight decay against overfitting, no piecewise-linear encoding";
        return new Defaults(
            $"linear 128, {layer}, linear 128, {layer}, linear",
            new AdamW(Beta2: 0.95, WeightDecay: exact ? 0.02 : 2),
            many ? 0.003 : 0.0015,
            new CosineDecay(),
            batch,
            epochs,
            best,
            $"tables, {Count(rows)} rows",
            why,
            members);
    }

    // The mean is an exponential of the output: noise there, as dropout makes it, raises the mean, and a network that has learnt with it
    // answers too little without it. Weight decay would draw the last bias, the logarithm of the mean, to 0.
    private static Defaults Counts(Dataset training, int validationRows)
    {
        Defaults table = Table(training, validationRows >= RowsThatTellEpochsApart);
        return table with
        {
            Model = "linear 64, silu, linear 64, silu, linear",
            Optimizer = new Adam(),
            LearningRate = 0.005,
            Epochs = EpochsFor(6000, training.Rows, table.Batch, 20, 300),
            Members = 1,
            Reason = "counts: smooth activations; no dropout, batch normalization or weight decay, which would bias the mean",
        };
    }

    private static Defaults Vector(Dataset training, bool best) => new(
        "linear 256, batch-norm, relu, dropout 0.25, linear 256, batch-norm, relu, dropout 0.25, linear",
        new AdamW(Beta2: 0.95, WeightDecay: 0.5),
        0.002,
        new OneCycle(),
        128,
        Math.Clamp(1_200_000 / training.Rows, 5, 50),
        best,
        $"images as vectors, {Count(training.Rows)} rows",
        "two hidden layers with dropout; the learning rate rises and then falls",
        ManyRowsMembers);

    // Many rows give as many steps with larger batches, whose gradients are less noisy. Adam moves every weight by about η, and so a
    // neuron's z by about η Σ|x|: the more inputs, the smaller the rate.
    private static Defaults Plain(Dataset training)
    {
        int inputs = training.Input.Size, batch = training.Rows < LargeBatchFrom ? 32 : 64;
        double rate = 0.03 / Math.Sqrt(inputs);
        return new Defaults(
            inputs < 256 ? "linear 64, relu, linear" : "linear 128, relu, linear",
            new Adam(),
            Math.Round(rate, rate < 0.001 ? 7 : 4),
            null,
            batch,
            EpochsFor(4000, training.Rows, batch, 15, 200),
            false,
            $"prepared numbers, {Count(training.Rows)} rows",
            "one hidden layer, about 4,000 steps");
    }

    /// <summary>The number of epochs for about some number of steps.</summary>
    public static int EpochsFor(int steps, int rows, int batch, int fewest, int most)
    {
        int perEpoch = (rows + batch - 1) / batch;
        return Math.Clamp((steps + perEpoch - 1) / perEpoch, fewest, most);
    }

    private static string Count(int rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
