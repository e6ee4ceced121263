namespace Downhill;

/// <summary>
/// An error in the user's input: a file, a description, a shape or a setting. The message is one line that says where the problem is, what
/// was expected, what was found, and what to do. The command line prints it and exits with code 2.
/// </summary>
public sealed class DownhillException : Exception
{
    /// <summary>An error without a message; prefer the constructor with a message.</summary>
    public DownhillException() => Text = new ErrorText(Message);

    /// <summary>An error with a message for the user.</summary>
    public DownhillException(string message)
        : base(OneLine(message)) => Text = new ErrorText(message);

    /// <summary>An error with a message for the user and its cause.</summary>
    public DownhillException(string message, Exception innerException)
        : base(OneLine(message), innerException) => Text = new ErrorText(message);

    /// <summary>An error with a message for the user and hints for settings that solve it.</summary>
    public DownhillException(ErrorText message)
        : base(OneLine(message.ToString())) => Text = message;

    /// <summary>An error with a message for the user, hints for settings that solve it, and its cause.</summary>
    public DownhillException(ErrorText message, Exception innerException)
        : base(OneLine(message.ToString()), innerException) => Text = message;

    /// <summary>The message with its hints at their positions.</summary>
    public ErrorText Text { get; }

    // What a file holds may stand in a message; a line break or an escape code in it must not reach a terminal or a log.
    private static string OneLine(string message) =>
        message.Any(char.IsControl)
            ? string.Concat(message.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? '?' : letter))
            : message;
}
