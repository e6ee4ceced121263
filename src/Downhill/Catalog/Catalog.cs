using System.Text.Json.Serialization;

namespace Downhill;

// Every layer, initializer, loss, optimizer, schedule, augmentation and column encoding is in these lists with its name in JSON,
// on the command line and in a model file. Model files, help, documentation tables and the checks of all derivatives use them.

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Reshape), "reshape")]
[JsonDerivedType(typeof(Slice), "slice")]
[JsonDerivedType(typeof(Select), "select")]
[JsonDerivedType(typeof(Embedding), "embedding")]
[JsonDerivedType(typeof(Residual), "residual")]
[JsonDerivedType(typeof(Multiply), "multiply")]
[JsonDerivedType(typeof(Concat), "concat")]
[JsonDerivedType(typeof(Average), "average")]
[JsonDerivedType(typeof(Conv2D), "conv2d")]
[JsonDerivedType(typeof(Conv2DTranspose), "conv2d-transpose")]
[JsonDerivedType(typeof(MaxPool), "max-pool")]
[JsonDerivedType(typeof(AveragePool), "average-pool")]
[JsonDerivedType(typeof(GlobalMaxPool), "global-max-pool")]
[JsonDerivedType(typeof(GlobalAveragePool), "global-average-pool")]
[JsonDerivedType(typeof(Upsample), "upsample")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(SpatialDropout), "spatial-dropout")]
[JsonDerivedType(typeof(GaussianNoise), "gaussian-noise")]
[JsonDerivedType(typeof(BatchNorm), "batch-norm")]
[JsonDerivedType(typeof(LayerNorm), "layer-norm")]
[JsonDerivedType(typeof(RmsNorm), "rms-norm")]
[JsonDerivedType(typeof(GroupNorm), "group-norm")]
[JsonDerivedType(typeof(Scale), "scale")]
[JsonDerivedType(typeof(SmoothClip), "smooth-clip")]
[JsonDerivedType(typeof(Clip), "clip")]
[JsonDerivedType(typeof(HardSigmoid), "hard-sigmoid")]
[JsonDerivedType(typeof(HardSwish), "hard-swish")]
[JsonDerivedType(typeof(Sigmoid), "sigmoid")]
[JsonDerivedType(typeof(Tanh), "tanh")]
[JsonDerivedType(typeof(Relu), "relu")]
[JsonDerivedType(typeof(LeakyRelu), "leaky-relu")]
[JsonDerivedType(typeof(Elu), "elu")]
[JsonDerivedType(typeof(Selu), "selu")]
[JsonDerivedType(typeof(Softplus), "softplus")]
[JsonDerivedType(typeof(Gelu), "gelu")]
[JsonDerivedType(typeof(Silu), "silu")]
[JsonDerivedType(typeof(Mish), "mish")]
[JsonDerivedType(typeof(Softmax), "softmax")]
public abstract partial record Layer;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Zeros), "zeros")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(Uniform), "uniform")]
[JsonDerivedType(typeof(Normal), "normal")]
[JsonDerivedType(typeof(XavierUniform), "xavier-uniform")]
[JsonDerivedType(typeof(XavierNormal), "xavier-normal")]
[JsonDerivedType(typeof(LeCunUniform), "lecun-uniform")]
[JsonDerivedType(typeof(LeCunNormal), "lecun-normal")]
[JsonDerivedType(typeof(HeUniform), "he-uniform")]
[JsonDerivedType(typeof(HeNormal), "he-normal")]
[JsonDerivedType(typeof(Explicit), "explicit")]
public abstract partial record Initializer;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SumSquaredError), "sum-squared-error")]
[JsonDerivedType(typeof(HalfSquaredError), "half-squared-error")]
[JsonDerivedType(typeof(MeanSquaredError), "mean-squared-error")]
[JsonDerivedType(typeof(MeanAbsoluteError), "mean-absolute-error")]
[JsonDerivedType(typeof(Huber), "huber")]
[JsonDerivedType(typeof(Quantile), "quantile")]
[JsonDerivedType(typeof(LogCosh), "log-cosh")]
[JsonDerivedType(typeof(Poisson), "poisson")]
[JsonDerivedType(typeof(SoftmaxCrossEntropy), "softmax-cross-entropy")]
[JsonDerivedType(typeof(BinaryCrossEntropy), "binary-cross-entropy")]
[JsonDerivedType(typeof(KullbackLeibler), "kullback-leibler")]
[JsonDerivedType(typeof(Focal), "focal")]
[JsonDerivedType(typeof(Hinge), "hinge")]
public abstract partial record Loss;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Sgd), "sgd")]
[JsonDerivedType(typeof(Adam), "adam")]
[JsonDerivedType(typeof(AdamW), "adamw")]
[JsonDerivedType(typeof(Adamax), "adamax")]
[JsonDerivedType(typeof(NAdam), "nadam")]
[JsonDerivedType(typeof(RAdam), "radam")]
[JsonDerivedType(typeof(Adagrad), "adagrad")]
[JsonDerivedType(typeof(Adadelta), "adadelta")]
[JsonDerivedType(typeof(RmsProp), "rmsprop")]
[JsonDerivedType(typeof(Rprop), "rprop")]
[JsonDerivedType(typeof(Lion), "lion")]
[JsonDerivedType(typeof(Lbfgs), "lbfgs")]
public abstract partial record Optimizer;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConstantRate), "constant")]
[JsonDerivedType(typeof(StepDecay), "step")]
[JsonDerivedType(typeof(ExponentialDecay), "exponential")]
[JsonDerivedType(typeof(PolynomialDecay), "polynomial")]
[JsonDerivedType(typeof(InverseTimeDecay), "inverse-time")]
[JsonDerivedType(typeof(CosineDecay), "cosine")]
[JsonDerivedType(typeof(WarmRestarts), "warm-restarts")]
[JsonDerivedType(typeof(WarmUp), "warm-up")]
[JsonDerivedType(typeof(OneCycle), "one-cycle")]
[JsonDerivedType(typeof(ReduceOnPlateau), "reduce-on-plateau")]
public abstract partial record Schedule;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Affine), "affine")]
[JsonDerivedType(typeof(Flip), "flip")]
[JsonDerivedType(typeof(Crop), "crop")]
[JsonDerivedType(typeof(Jitter), "jitter")]
[JsonDerivedType(typeof(CutOut), "cut-out")]
[JsonDerivedType(typeof(MixUp), "mix-up")]
[JsonDerivedType(typeof(Sequence), "sequence")]
public abstract partial record Augmentation;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NumberEncoding), "number")]
[JsonDerivedType(typeof(BooleanEncoding), "boolean")]
[JsonDerivedType(typeof(CategoryEncoding), "category")]
[JsonDerivedType(typeof(DateEncoding), "date")]
[JsonDerivedType(typeof(CyclicEncoding), "cyclic")]
[JsonDerivedType(typeof(ImageEncoding), "image")]
public abstract partial record ColumnEncoding;

/// <summary>The lists of all layers, losses, optimizers, schedules, initializers, augmentations and encodings of columns.</summary>
public static class Catalog
{
    /// <summary>All layers.</summary>
    public static CatalogList<Layer> Layers { get; } = new("layer");

    /// <summary>All initializers.</summary>
    public static CatalogList<Initializer> Initializers { get; } = new("initializer");

    /// <summary>All losses.</summary>
    public static CatalogList<Loss> Losses { get; } = new("loss");

    /// <summary>All optimizers.</summary>
    public static CatalogList<Optimizer> Optimizers { get; } = new("optimizer");

    /// <summary>All schedules of the learning rate.</summary>
    public static CatalogList<Schedule> Schedules { get; } = new("schedule");

    /// <summary>All augmentations of training images.</summary>
    public static CatalogList<Augmentation> Augmentations { get; } = new("augmentation");

    /// <summary>All encodings of the columns of a table.</summary>
    public static CatalogList<ColumnEncoding> Encodings { get; } = new("column encoding");

    /// <summary>
    /// Reads the encoding of a column in the notation of the command line, without the column's name: <c>cyclic 24</c>.
    /// </summary>
    /// <param name="encodings">The list of encodings.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The notation.</param>
    /// <exception cref="DownhillException">The text is none; the message says where and what the nearest known name is.</exception>
    public static ColumnEncoding Parse(this CatalogList<ColumnEncoding> encodings, string column, string text)
    {
        string source = $"'{text.Trim()}'";
        ColumnEncoding encoding = Description.Read<ColumnEncoding>(
            Notation.One(text, "column encoding", typeof(ColumnEncoding), named: column), source);
        encoding.Require(source);
        return encoding;
    }
}
