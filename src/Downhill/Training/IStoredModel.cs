using System.Numerics;

namespace Downhill;

/// <summary>A stored trained model, such as a <c>ModelFile</c>.</summary>
public interface IStoredModel
{
    /// <summary>The preprocessing of raw rows and the meaning of outputs.</summary>
    Preprocessing Preprocessing { get; }

    /// <summary>The training options.</summary>
    TrainingOptions Training { get; }

    /// <summary>Creates the network with the stored parameters, rounded if T is narrower than the stored type.</summary>
    Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
