using System.Numerics;
using System.Runtime.InteropServices;

namespace Downhill;

/// <summary>Saves and shares the state of trainings.</summary>
public static class TrainerFiles
{
    /// <summary>
    /// Saves the complete state of a training, so that it can continue with the same bits. Call it between two steps, such as from the
    /// progress report at the end of an epoch.
    /// </summary>
    /// <param name="trainer">The training.</param>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">The preprocessing of raw rows, for programs that use the file as a model.</param>
    /// <param name="previous">The path under which the old file is kept.</param>
    /// <exception cref="DownhillException">The file cannot be written.</exception>
    public static void Save<T>(this Trainer<T> trainer, string path, Preprocessing? preprocessing = null, string? previous = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        trainer.Show(state => Checkpoint.Write(path, previous, preprocessing ?? Preprocessing.None(), state));

    /// <summary>
    /// Copies the state of the training on rank 0 to the other ranks; each rank calls it with a trainer of the same model and options.
    /// </summary>
    /// <param name="trainer">The training.</param>
    /// <param name="communicator">The processes.</param>
    public static void Share<T>(this Trainer<T> trainer, ICommunicator communicator)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => trainer.Show(state =>
    {
        var position = Description.ReadOwn<TrainingPosition>(communicator.Broadcast(Description.Write(state.Position)));
        string data = communicator.Broadcast(state.Data);
        foreach (Kernels.Buffer<T> numbers in (Kernels.Buffer<T>[])[state.Network.Parameters, state.Network.Statistics,
            .. state.Parts.Select(part => part.Numbers)])
        {
            T[] copy = numbers.ToArray();
            communicator.Broadcast(MemoryMarshal.AsBytes(copy.AsSpan()));
            numbers.Write(copy);
        }

        if (communicator.Rank > 0)
            trainer.Restore(new SharedTraining(state.Network, position, data,
                state.Parts.ToDictionary(part => part.Name, part => (object)part.Numbers.ToArray())));
    });

    // What another rank sent, which lies in the trainer's own memory by now.
    private sealed class SharedTraining(object network, TrainingPosition position, string data, Dictionary<string, object> parts)
        : IStoredTraining
    {
        public TrainingPosition Position => position;

        public string Data => data;

        public void Require<T>(Model model, TrainingOptions options)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
        }

        public Network<T> Load<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => (Network<T>)network;

        public void Read<T>(params ReadOnlySpan<(string Name, Memory<T> Numbers)> wanted)
            where T : unmanaged
        {
            foreach ((string name, Memory<T> numbers) in wanted)
                ((T[])parts[name]).CopyTo(numbers);
        }
    }
}
