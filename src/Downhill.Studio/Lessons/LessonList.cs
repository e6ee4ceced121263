namespace Downhill.Studio;

/// <summary>A page of the lessons.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Title">Its title.</param>
/// <param name="About">A description in one sentence.</param>
public sealed record LessonPlace(string Name, string Title, string About)
{
    /// <summary>The page on which training fails.</summary>
    public const string Wrong = "wrong";

    /// <summary>The page on which an image is drawn.</summary>
    public const string Convolution = "convolution";

    /// <summary>All lessons, in the order in which they build on each other.</summary>
    public static IReadOnlyList<LessonPlace> All { get; } =
    [
        new("slope", "One weight finds the minimum", "One weight, one error curve: which way to go, how far, and when to stop."),
        new("handwriting", "Two neurons learn three people's happiness", "A whole step by hand, over three rows, without biases."),
        new("hill", "Twelve parameters take one step downhill",
            "Forward, backward and update of a network with two layers, and a mistake that is easy to miss."),
        new("mazur", "A well-known example, checked",
            "A well-known calculation, what it leaves out, and the source of its last number."),
        new(Convolution, "A convolution reads one patch after the other",
            "One patch, one maximum, and the derivative of one weight of a kernel."),
        new(Wrong, "Watch it go wrong", "A rate that is too large, neurons that die, noise that is memorized, and a leak in the data."),
    ];
}
