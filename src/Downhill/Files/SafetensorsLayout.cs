namespace Downhill;

/// <summary>The rule that tensors fill the data of a file exactly: every byte belongs to exactly one tensor.</summary>
internal static class SafetensorsLayout
{
    public static void Check(string file, IEnumerable<SafetensorsTensor> tensors, long length)
    {
        long filled = 0;
        SafetensorsTensor? last = null;
        foreach (SafetensorsTensor tensor in tensors.OrderBy(t => t.Begin).ThenBy(t => t.End))
        {
            string name = PlainText.Quote(tensor.Name);
            if (tensor.Begin < filled)
                throw new DownhillException(
                    $"{file}: the tensors {PlainText.Quote(last!.Name)} and {name} overlap at byte {tensor.Begin} of the data.");
            if (tensor.Begin > filled)
                throw new DownhillException($"{file}: no tensor covers the bytes {filled} to {tensor.Begin} of the data, before {name}.");
            if (tensor.End > length)
                throw new DownhillException(
                    $"{file} is truncated: the tensor {name} ends at byte {tensor.End} of the data, but there are {length}. "
                        + $"Copy or save the file again.");
            filled = tensor.End;
            last = tensor;
        }

        if (filled < length)
            throw new DownhillException($"{file} has trailing data: its tensors end at byte {filled} of the data, but there are {length}.");
    }
}
