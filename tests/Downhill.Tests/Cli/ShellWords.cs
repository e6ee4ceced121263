using System.Text;

namespace Downhill.Tests;

/// <summary>Splits a command line as a POSIX shell does, as far as quotes and backslashes go.</summary>
internal static class ShellWords
{
    public static string[] Split(string command)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            char letter = command[i];
            if (quote != '\0' && letter == quote)
                quote = '\0';
            else if (quote == '\'')
                word!.Append(letter);
            else if (letter == '\\')
                (word ??= new()).Append(command[++i]);
            else if (quote == '"')
                word!.Append(letter);
            else if (letter is '\'' or '"')
                (quote, word) = (letter, word ?? new());
            else if (letter != ' ')
                (word ??= new()).Append(letter);
            else if (word is not null)
                (words, word) = ([.. words, word.ToString()], null);
        }

        return word is null ? [.. words] : [.. words, word.ToString()];
    }
}
