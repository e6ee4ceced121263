using System.Globalization;

namespace Downhill.Experiments;

/// <summary>A training that rank 0 starts and in which the other ranks take part.</summary>
/// <param name="Fold">The fold, from 1; 0 for the run itself.</param>
/// <param name="Member">The member of an ensemble, from 1.</param>
/// <param name="IsRestored">Whether it continues from a checkpoint, which rank 0 sends.</param>
internal readonly record struct TrainingJob(int Fold, int Member, bool IsRestored)
{
    /// <summary>Tells the other ranks, on rank 0.</summary>
    public void Announce(ICommunicator communicator) => RankJobs.Announce(communicator, RankWork.Steps,
        string.Create(CultureInfo.InvariantCulture, $"{Fold} {Member} {(IsRestored ? 1 : 0)}"));

    /// <summary>Reads the message of <see cref="Announce"/>.</summary>
    public static TrainingJob Parse(string text)
    {
        int[] numbers = [.. text.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        return new TrainingJob(numbers[0], numbers[1], numbers[2] == 1);
    }
}
