"""Prints FunctionTable.cs: arguments in double and the functions' values there, from mpmath with 50 digits."""
import random
import struct
from mpmath import mp, mpf, exp, expm1, log, log1p, tanh, erf, erfc, frexp

mp.dps = 50
random.seed(20)

# What to compute, the range of ordinary arguments, and arguments at the edges.
FUNCTIONS = {
    'exp': (exp, (-745.1, 709.78), [0, 1, -1, 709.782712893384, -708.3964185322641, -708.4, -745.1332191019411, -740, 5e-324, 2.0**-54]),
    'expm1': (expm1, (-50, 50), [0, 1, -1, 5e-324, 2.0**-60, -2.0**-60, 0.34657359027997264, 0.3465735902799727, -40, 50]),
    'log': (log, None, [1, 2, 0.5, 5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308, 0.7071067811865475, 0.7071067811865476, 1.4142135623730951]),
    'log1p': (log1p, None, [0, 1, 5e-324, 2.0**-60, 2.0**-53, 2.0**-52, 0.41421356237309503, 1e16, 1.7976931348623157e308, 3]),
    'tanh': (tanh, (-19, 19), [0, 5e-324, 2.0**-60, 0.17328679513998632, 0.5493061443340549, -0.5493061443340549, 18.7, 19.1, 25, 1e300]),
    'sigmoid': (lambda x: 1 / (1 + exp(-x)), (-745, 37), [0, 5e-324, -5e-324, 36.7, -708.5, -744, -745.1, 40, -37, 1000]),
    'softplus': (lambda x: log1p(exp(x)) if x < 0 else x + log1p(exp(-x)), (-745, 40), [0, 5e-324, -36, -37, -745, 33, 36.7, 1e10, 1.7976931348623157e308, -700]),
    'erf': (erf, (-5.9, 5.9), [0, 5e-324, 0.49999999999999994, 0.5, -0.5, 5.8, 6, -6, 2.0**-40, 1e300]),
    'erfc': (erfc, (-5.8, 27.2), [0, 5e-324, 0.49999999999999994, 0.5, -0.5, 26.5, 27.2, -6, 3.75, -30]),
}

# The arguments where the library was furthest off in 60,000 random ones.
HARD = {
    'exp': 'c04125c366c46465 405c566a8cf60d10 3fd7b43ee1566a10 bff07fc54db766e4 3fd994fd9f13ce70 408199a2814e0bec',
    'expm1': '3fd8f453ab807cb4 3fd7ea90e7212398 3fd9e6a008c7c744 3fd7a55d6e1eea20 3fd8c386ed4b0b38 3fd81d0fc82a36d0',
    'log': '4005a33f25eb076d 3fd7a4e82d358708 3ff9622e0ef9b896 4004d45e87ff3820 400577565ded8563 3ff65ba1d751c04a',
    'log1p': '3fd580544301675e 3fd1be7d814f9909 3fd1407fa43c6047 3fca9cfda2496f65 3fc8571f30b3e99d 3fd155974535b497',
    'tanh': '3fca1b4fb4907a2c bfca7361bd4a17ef 3fcbc0f5a6bb5630 3fe15d99f6e59280 bfceed4e6487aec2 3fc9fbe4a8494080',
    'sigmoid': 'bff1eb499b88d8b9 beeb0128a0c88d8c bf26af00ad5e3872 bff1ca6fbf2b5a15 bf0c71a96148b2ba bec0c756328bb4d1',
    'softplus': '3fc70f40eef0deaa 3f75f525085b00bd 3f33a6ee8c068b50 c037dc0cf0fbb1c0 c0007e2571de20c0 c00068a96a434556',
    'erf': '3fe36e3691199763 bfe31838eeb3cb94 3fe1fef3152a2f68 3fe1dab7ed4be380 bfe132c9b52a58b0 bfe4017f31c52ca0',
    'erfc': '3ffb69bb284a26d3 40289e2baaf9f2b4 40257086f4493af2 40375dff7a27e353 4026b17358b9617e 4037c34fc0f66f68',
}


def bits(x):
    return struct.pack('>d', x).hex()


def arguments(name):
    _, limits, edges = FUNCTIONS[name]
    yield from map(float, edges)
    for word in HARD[name].split():
        yield struct.unpack('>d', bytes.fromhex(word))[0]
    for i in range(56):
        if limits is None:
            yield [2.0**random.uniform(-1000, 1000), random.uniform(0, 4), 2.0**random.uniform(-12, 12)][i % 3]
        else:
            x = [random.uniform(*limits), random.uniform(-3, 3), random.choice([-1, 1]) * 2.0**random.uniform(-25, 6)][i % 3]
            yield max(limits[0], min(limits[1], x))


def entry(f, x):
    value = f(mpf(x))
    nearest = float(value)
    exponent = max(frexp(nearest)[1] - 1, -1022) - 52
    rest = (value - mpf(nearest)) / mpf(2)**exponent
    return f'{bits(x)} {bits(nearest)} {float(rest):+.3f}'


print('''namespace Downhill.Tests;

/// <summary>
/// Values of functions in double, made with mpmath 1.2.1 by FunctionTable.py: the bits of the argument, the bits of the double nearest
/// to the value, and how far above that one the value is, in units in the last place.
/// </summary>
internal static class FunctionTable
{
    public const string Text = """''')
for name, (f, _, _) in FUNCTIONS.items():
    entries = [entry(f, x) for x in arguments(name)]
    print('        ' + name)
    for i in range(0, len(entries), 3):
        print('        ' + '  '.join(entries[i:i + 3]))
print('''        """;

    /// <summary>The entries of a function.</summary>
    public static IEnumerable<(double Argument, double Nearest, double Above)> Of(string function)
    {
        string name = string.Empty;
        foreach (string line in Text.ReplaceLineEndings("\\n").Split('\\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 1)
                name = words[0];
            else if (name == function)
            {
                for (int i = 0; i < words.Length; i += 3)
                    yield return (Number(words[i]), Number(words[i + 1]), double.Parse(words[i + 2]));
            }
        }
    }

    private static double Number(string bits) => BitConverter.UInt64BitsToDouble(Convert.ToUInt64(bits, 16));
}''')
