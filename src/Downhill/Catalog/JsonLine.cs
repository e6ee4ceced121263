using System.Text;
using System.Text.Json;

namespace Downhill;

/// <summary>Finds the line of a position in a JSON text.</summary>
internal static class JsonLine
{
    /// <summary>The line, from 1, of a path such as <c>layers[2].outputs</c>; null if there is no such place.</summary>
    public static int? Of(string json, string path)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(text,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var open = new Stack<(string Path, int Item)>();
        string? name = null;
        while (reader.Read())
        {
            string owner = open.TryPeek(out (string Path, int Item) inside) ? inside.Path : string.Empty;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = owner.Length == 0 ? reader.GetString()! : $"{owner}.{reader.GetString()}";
                if (name == path)
                    return Line(text, reader.TokenStartIndex);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            string at = name ?? (open.Count == 0 ? string.Empty : $"{owner}[{inside.Item}]");
            if (name is null && open.Count > 0)
                open.Push((owner, open.Pop().Item + 1));
            if (at == path)
                return Line(text, reader.TokenStartIndex);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push((at, 0));
            name = null;
        }

        return null;
    }

    private static int Line(byte[] text, long at) => 1 + text.AsSpan(0, (int)at).Count((byte)'\n');
}
