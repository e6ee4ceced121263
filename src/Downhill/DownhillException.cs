namespace Downhill;

/// <summary>
/// Something the user gave cannot be used: a file, a description, a shape, an option.
/// The message is one line that says where, what was expected, what came and what to do; the command line prints it and exits with 2.
/// </summary>
public sealed class DownhillException : Exception
{
    /// <summary>An error without words; prefer the constructor that takes a message.</summary>
    public DownhillException()
    {
    }

    /// <summary>An error in the user's words.</summary>
    public DownhillException(string message)
        : base(message)
    {
    }

    /// <summary>An error in the user's words with what caused it.</summary>
    public DownhillException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
