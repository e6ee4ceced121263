using System.Globalization;

namespace Downhill.Cli;

/// <summary>A parameter's entry as a user writes it: <c>linear1.weight[0,1]</c>, with or without spaces.</summary>
internal static class EntryText
{
    public static GradientEntry Parse(Network<double> network, string text)
    {
        int bracket = text.IndexOf('[');
        Parameter<double> parameter = network[(bracket < 0 ? text : text[..bracket]).Trim()];
        var place = new List<int>();
        bool whole = bracket >= 0 && text.TrimEnd().EndsWith(']');
        foreach (string number in whole ? text.TrimEnd()[(bracket + 1)..^1].Split(',') : [])
        {
            whole &= int.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value);
            place.Add(value);
        }

        int index = whole ? parameter.Shape.IndexOf([.. place]) : -1;
        return index >= 0
            ? new GradientEntry(parameter.Name, index)
            : throw new DownhillException(
                $"'{text}' is not an entry of {parameter.Name}, which has the shape {parameter.Shape}: "
                    + $"its last one is {parameter.Entry(parameter.Shape.Size - 1)}.");
    }
}
