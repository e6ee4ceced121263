namespace Downhill;

/// <summary>How much memory a network takes, computed from its description alone.</summary>
/// <param name="Parameters">How many parameters it has.</param>
/// <param name="ParameterBytes">The parameters' bytes.</param>
/// <param name="TrainingBytes">
/// Parameters, gradient and optimizer state, and for a batch every layer's output with the gradient by it, the inputs, the targets
/// and what the loss keeps.
/// </param>
public sealed record MemoryEstimate(long Parameters, long ParameterBytes, long TrainingBytes)
{
    /// <summary>Estimates for numbers of <paramref name="numberBytes"/> bytes and batches of <paramref name="rows"/> rows.</summary>
    public static MemoryEstimate Of(Model model, TrainingOptions training, int rows, int numberBytes)
    {
        IReadOnlyList<LayerPlace> places = model.Places();
        long parameters = model.Parameters().Sum(parameter => (long)parameter.Spec.Shape.Size);

        // A flatten shares its input's memory. A loss keeps targets, a number for each output, and one for each row.
        long outputs = places.Where(place => place.Layer is not Flatten).Sum(place => (long)place.Output.Size);
        long row = model.Input.Size + (2 * outputs) + (2L * model.OutputShape().Size) + 1;
        long vectors = 2 + training.Optimizer.State.Count;
        return new MemoryEstimate(parameters, parameters * numberBytes, ((vectors * parameters) + (row * rows)) * numberBytes);
    }
}
