using System.Numerics;

namespace Downhill;

/// <summary>A trained model wherever it lies; a <c>ModelFile</c> is one.</summary>
public interface IStoredModel
{
    /// <summary>What happens to a raw row before the network sees it, and what its answer means.</summary>
    Preprocessing Preprocessing { get; }

    /// <summary>How it was trained.</summary>
    TrainingOptions Training { get; }

    /// <summary>Makes the network with its stored parameters, rounded where T is narrower than what is stored.</summary>
    Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
