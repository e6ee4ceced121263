namespace Downhill;

/// <summary>The element types of the safetensors format, by the names its headers use.</summary>
internal static class SafetensorsDtype
{
    private static readonly OrderedDictionary<string, int> Bits = new()
    {
        ["BOOL"] = 8,
        ["F4"] = 4,
        ["F6_E2M3"] = 6,
        ["F6_E3M2"] = 6,
        ["U8"] = 8,
        ["I8"] = 8,
        ["F8_E5M2"] = 8,
        ["F8_E4M3"] = 8,
        ["F8_E8M0"] = 8,
        ["I16"] = 16,
        ["U16"] = 16,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["I32"] = 32,
        ["U32"] = 32,
        ["F32"] = 32,
        ["C64"] = 64,
        ["F64"] = 64,
        ["I64"] = 64,
        ["U64"] = 64,
    };

    public static IReadOnlyList<string> Names => Bits.Keys;

    public static bool TryGetBits(string dtype, out int bits) => Bits.TryGetValue(dtype, out bits);

    public static string Of<T>()
        where T : unmanaged => default(T) switch
        {
            byte => "U8",
            sbyte => "I8",
            short => "I16",
            ushort => "U16",
            int => "I32",
            uint => "U32",
            long => "I64",
            ulong => "U64",
            Half => "F16",
            float => "F32",
            double => "F64",
            _ => throw new NotSupportedException($"No safetensors dtype holds {typeof(T).Name}; read or write its bytes instead."),
        };
}
