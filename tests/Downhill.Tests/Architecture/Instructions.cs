using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Downhill.Tests.Architecture;

/// <summary>Walks the instructions of a method for what they name.</summary>
internal static class Instructions
{
    private const byte TwoByteCode = 0xFE;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The types, fields and methods that the instructions name.</summary>
    public static IEnumerable<EntityHandle> Tokens(BlobReader code)
    {
        var tokens = new List<EntityHandle>();
        while (code.RemainingBytes > 0)
        {
            byte first = code.ReadByte();
            OpCode operation = Codes[first == TwoByteCode ? (short)((first << 8) | code.ReadByte()) : first];
            switch (operation.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += targets * sizeof(int);
                    break;
                default:
                    code.Offset += Size(operation.OperandType);
                    break;
            }
        }

        return tokens;
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
