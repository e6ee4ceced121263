using System.Collections.Immutable;
using System.Numerics;

namespace Downhill;

/// <summary>Combines independently trained networks of one model into one network that averages their outputs.</summary>
public static class Ensemble
{
    /// <summary>The model of an ensemble: an <see cref="Average"/> of the given number of copies, or the model itself for one.</summary>
    public static Model Of(Model member, int members) =>
        members == 1 ? member : new Model(member.Input, [new Average([.. Enumerable.Repeat(member.Layers, members)])]);

    /// <summary>The model of a member: the argument of <see cref="Of"/>.</summary>
    public static Model MemberOf(Model ensemble, int members) =>
        members == 1 ? ensemble : new Model(ensemble.Input, ((Average)ensemble.Layers[0]).Members[0]);

    /// <summary>
    /// The seed of a member, counted from 1. The first has the run's own seed, so that it is the run without the others; each other has 64
    /// random bits.
    /// </summary>
    public static ulong Seed(ulong seed, int member)
    {
        if (member == 1)
            return seed;
        (uint high, uint low, _, _) = new RandomStream(seed, RandomPurpose.Members).FourBits((ulong)member);
        return ((ulong)high << 32) | low;
    }

    /// <summary>Combines the members into one network, with copies of their numbers; a single member is returned unchanged.</summary>
    /// <exception cref="ArgumentException">There is no member, or they are not of one model.</exception>
    public static Network<T> Combine<T>(IReadOnlyList<Network<T>> members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (members.Count == 0 || members.Any(member => !member.Model.Equals(members[0].Model)))
            throw new ArgumentException("An ensemble needs at least one member, and all of one model.", nameof(members));
        if (members.Count == 1)
            return members[0];
        Network<T> all = Network<T>.Uninitialized(Of(members[0].Model, members.Count));
        int parameter = 0, statistic = 0;
        foreach (Network<T> member in members)
        {
            all.Parameters.Slice(parameter, member.Parameters.Length).Write(member.Parameters.ToArray());
            all.Statistics.Slice(statistic, member.Statistics.Length).Write(member.Statistics.ToArray());
            (parameter, statistic) = (parameter + member.Parameters.Length, statistic + member.Statistics.Length);
        }

        return all;
    }

    /// <summary>
    /// The result of an ensemble from the results of its members: the reason, the largest number of epochs, the sum of the steps, and the
    /// mean loss.
    /// </summary>
    public static TrainingResult Combine(IReadOnlyList<TrainingResult> members)
    {
        if (members.Count == 1)
            return members[0];
        TrainingResult last = members.FirstOrDefault(member => member.Stop == TrainingStop.Diverged)
            ?? members.FirstOrDefault(member => member.Stop == TrainingStop.Cancelled) ?? members[0];
        return last.Stop == TrainingStop.Diverged
            ? last
            : new TrainingResult(last.Stop, members.Max(member => member.Epochs), members.Sum(member => member.Steps),
                members.Average(member => member.Loss), null);
    }
}
