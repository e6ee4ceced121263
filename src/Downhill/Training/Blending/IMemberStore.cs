using System.Globalization;
using System.Numerics;

namespace Downhill;

/// <summary>
/// A store for the finished members of a competition, so that it can be resumed; <c>MemberFiles</c> stores them in a folder.
/// </summary>
internal interface IMemberStore
{
    /// <summary>A member that was kept; null if there is none.</summary>
    /// <param name="member">The member.</param>
    /// <param name="stops">The number of its stops.</param>
    /// <param name="outputs">The number of its outputs for the held-out rows.</param>
    MemberStop<T>[]? Find<T>(BlendMember member, int stops, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Keeps a member; several threads may do so at the same time.</summary>
    /// <exception cref="DownhillException">It cannot be kept.</exception>
    void Keep<T>(BlendMember member, MemberStop<T>[] stops)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A member of a competition.</summary>
/// <param name="Candidate">The candidate, from 0.</param>
/// <param name="Deal">The repetition of the folds, from 0.</param>
/// <param name="Fold">The held-out fold, from 0.</param>
internal readonly record struct BlendMember(int Candidate, int Deal, int Fold)
{
    /// <summary>Its numbers as a text for other processes.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Candidate} {Deal} {Fold}");

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static BlendMember Parse(string text)
    {
        int[] numbers = [.. text.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        return new BlendMember(numbers[0], numbers[1], numbers[2]);
    }
}
