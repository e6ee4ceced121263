using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;

namespace Downhill;

/// <summary>
/// The state of a training between two steps in a file: a model file with the optimizer's state, the averaged and the best weights and the
/// position of the training, so that <see cref="Trainer{T}.Restore"/> continues with the same bits. Its last eight bytes are a checksum of
/// all others. <see cref="TrainerFiles.Save"/> writes it.
/// </summary>
public sealed class Checkpoint : IStoredTraining
{
    internal const string Key = "downhill.checkpoint", DataKey = "downhill.data", Prefix = "checkpoint/";

    private const string ChecksumName = Prefix + "checksum";

    private readonly string path;

    private Checkpoint(string path, ModelFile model, TrainingPosition position, string data)
    {
        this.path = path;
        Model = model;
        Position = position;
        Data = data;
    }

    /// <summary>Model, preprocessing, training options and the network.</summary>
    public ModelFile Model { get; }

    /// <summary>The position of the training.</summary>
    public TrainingPosition Position { get; }

    /// <summary>A checksum of the training and validation rows.</summary>
    public string Data { get; }

    /// <summary>Reads and checks every byte of a file; <see cref="Trainer{T}.Restore"/> reads its numbers again.</summary>
    /// <exception cref="DownhillException">The file is missing, damaged or no checkpoint.</exception>
    public static Checkpoint Open(string path)
    {
        if (!File.Exists(path))
            throw new DownhillException($"{path} does not exist.");
        Verify(path);
        ModelFile model = ModelFile.Open(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(Key, out string? position) || !file.Metadata.TryGetValue(DataKey, out string? data))
            throw new DownhillException($"{path} is not a checkpoint: its metadata has no '{Key}'.");
        try
        {
            return new Checkpoint(path, model, Description.ReadOwn<TrainingPosition>(position), data);
        }
        catch (JsonException error)
        {
            throw new DownhillException($"{path} is not a valid checkpoint: its position cannot be read.", error);
        }
    }

    internal static void Write<T>(string path, string? previous, Preprocessing preprocessing, TrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsWriter writer = ModelFile.Writer(state.Network, preprocessing, state.Options)
            .AddMetadata(Key, Description.Write(state.Position))
            .AddMetadata(DataKey, state.Data);
        foreach ((string name, Kernels.Buffer<T> numbers) in state.Parts)
            writer.Add(Prefix + name, [numbers.Length], () => (ReadOnlySpan<T>)numbers.ToArray());
        var sum = new byte[sizeof(ulong)];
        ChecksumStream? counted = null;
        writer.Add(ChecksumName, [sum.Length], () =>
        {
            BinaryPrimitives.WriteUInt64LittleEndian(sum, counted!.Sum.Value);
            return (ReadOnlySpan<byte>)sum;
        });
        AtomicFile.Write(path, stream => writer.Write(counted = new ChecksumStream(stream)), previous);
    }

    /// <inheritdoc/>
    public void Require<T>(Model model, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Model.Model.Equals(model) || Description.Write(Model.Training) != Description.Write(options))
            throw new DownhillException(
                "The checkpoint belongs to another model or to other training options; training can continue only with the same ones.");
        if (Model.Dtype != SafetensorsDtype.Of<T>())
            throw new DownhillException(
                $"The checkpoint holds numbers of the type {Model.Dtype}, training has {SafetensorsDtype.Of<T>()}.");
    }

    /// <inheritdoc/>
    public Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Model.Load<T>();

    /// <inheritdoc/>
    public void Read<T>(params ReadOnlySpan<(string Name, Memory<T> Numbers)> parts)
        where T : unmanaged
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach ((string name, Memory<T> numbers) in parts)
            file.Read(Prefix + name, numbers.Span);
    }

    private static void Verify(string path)
    {
        var sum = new Checksum();
        Span<byte> stored = stackalloc byte[sizeof(ulong)];
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var part = new byte[1 << 16];
            for (long left = stream.Length - sizeof(ulong); left > 0;)
            {
                int read = (int)Math.Min(left, part.Length);
                stream.ReadExactly(part, 0, read);
                sum.Add(part.AsSpan(0, read));
                left -= read;
            }

            if (stream.Length >= sizeof(ulong))
            {
                stream.ReadExactly(stored);
                if (BinaryPrimitives.ReadUInt64LittleEndian(stored) == sum.Value)
                    return;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DownhillException($"{path} cannot be read: {error.Message}", error);
        }

        throw new DownhillException($"{path} is damaged: its checksum does not match its bytes.");
    }
}
