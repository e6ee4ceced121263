namespace Downhill.CSharp;

/// <content>Functions of one number: src/Downhill/Numerics/Functions derives them.</content>
internal static partial class Snippets
{
    private const string Numbers = """

        == Fma
        // a b + c, rounded once.
        #if NETCOREAPP3_0_OR_GREATER
        single:private static float Fma(float a, float b, float c) { return MathF.FusedMultiplyAdd(a, b, c); }
        double:private static double Fma(double a, double b, double c) { return Math.FusedMultiplyAdd(a, b, c); }
        #else
        single:// The product is exact in double. The sum is rounded to odd where it is not exact, so that the second rounding is the only
        single:// one that counts.
        single:private static float Fma(float a, float b, float c)
        single:{
        single:    double product = (double)a * b, sum = product + c;
        single:    double part = sum - product, rest = (product - (sum - part)) + (c - part);
        single:    if (rest != 0 && !double.IsNaN(rest) && !double.IsInfinity(sum))
        single:    {
        single:        long bits = BitConverter.DoubleToInt64Bits(sum);
        single:        if ((bits & 1) == 0)
        single:            sum = BitConverter.Int64BitsToDouble(bits + ((rest > 0) == (sum > 0) ? 1 : -1));
        single:    }
        single:
        single:    return (float)sum;
        single:}
        double:private static double Fma(double a, double b, double c) { throw new NotSupportedException(); }
        #endif
        == Root
        private static Real Root(Real x) { return (Real)Math.Sqrt(x); }
        == Polynomial
        private static Real Polynomial(Real x, Real[] coefficients)
        {
            Real sum = coefficients[coefficients.Length - 1];
            for (int n = coefficients.Length - 2; n >= 0; n--)
                sum = Fma(sum, x, coefficients[n]);
            return sum;
        }
        == Nearest
        single:private static Real Nearest(Real x) { Real up = x + 12582912f; return up - 12582912f; }
        double:private static Real Nearest(Real x) { Real up = x + 6755399441055744d; return up - 6755399441055744d; }
        == TimesPower
        // x 2^n
        private static Real TimesPower(Real x, Real n) { return x * (Real)BitConverter.Int64BitsToDouble(((long)n + 1023) << 52); }
        == ExpSeries
        single:private static readonly Real[] ExpSeries =
        single:    { (Real)(1 / 2.0), (Real)(1 / 6.0), (Real)(1 / 24.0), (Real)(1 / 120.0), (Real)(1 / 720.0), (Real)(1 / 5040.0) };
        double:private static readonly Real[] ExpSeries =
        double:{
        double:    1 / 2.0, 1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0, 1 / 40320.0, 1 / 362880.0, 1 / 3628800.0, 1 / 39916800.0,
        double:    1 / 479001600.0, 1 / 6227020800.0,
        double:};
        == ExpReduced
        // e^r - 1 for x = n ln 2 + r
        private static Real ExpReduced(Real x, out Real n)
        {
            n = Nearest(x * (Real)1.4426950408889634);
            single:Real r = Fma(n, (Real)(-0.693147182464599609375), x);
            single:r = Fma(n, (Real)1.904654299957767878e-9, r);
            double:Real r = Fma(n, -0.6931471805599453, x);
            double:r = Fma(n, -2.3190468138462996e-17, r);
            return Fma(r * r, Polynomial(r, ExpSeries), r);
        }
        == Exp
        private static Real Exp(Real x)
        {
            single:x = x < -104 ? -104 : x;
            single:x = 89 < x ? 89 : x;
            double:x = x < -746 ? -746 : x;
            double:x = 710 < x ? 710 : x;
            if (Real.IsNaN(x))
                return x;
            Real n, power = ExpReduced(x, out n) + 1, half = Nearest(n * (Real)0.5);
            return TimesPower(TimesPower(power, half), n - half);
        }
        == ExpMinusOne
        private static Real ExpMinusOne(Real x)
        {
            if (Real.IsNaN(x))
                return x;
            Real n, reduced = ExpReduced(x < -50 ? -50 : 50 < x ? 50 : x, out n), power = TimesPower(1, n);
            return Fma(power, reduced, power - 1);
        }
        == Bits
        [StructLayout(LayoutKind.Explicit)]
        private struct Bits
        {
            [FieldOffset(0)] public Real Number;
            single:[FieldOffset(0)] public int Whole;
            double:[FieldOffset(0)] public long Whole;
        }
        == LogSeries
        single:private static readonly Real[] LogSeries =
        single:    { (Real)(2 / 3.0), (Real)(2 / 5.0), (Real)(2 / 7.0), (Real)(2 / 9.0), (Real)(2 / 11.0) };
        double:private static readonly Real[] LogSeries =
        double:    { 2 / 3.0, 2 / 5.0, 2 / 7.0, 2 / 9.0, 2 / 11.0, 2 / 13.0, 2 / 15.0, 2 / 17.0, 2 / 19.0, 2 / 21.0, 2 / 23.0 };
        == Log
        // For numbers from 1 to infinity.
        private static Real Log(Real x)
        {
            Bits bits = default(Bits);
            bits.Number = x;
            single:int power = (int)((uint)(bits.Whole - 0x3F3504F3 + (127 << 23)) >> 23) - 127;
            single:bits.Whole -= power << 23;
            double:long power = (long)((ulong)(bits.Whole - 0x3FE6A09E667F3BCD + (1023L << 52)) >> 52) - 1023;
            double:bits.Whole -= power << 52;
            Real e = power, f = bits.Number - 1, s = f / (f + 2), z = s * s;
            Real r = z * Polynomial(z, LogSeries), halfSquare = (Real)0.5 * f * f;
            single:Real low = Fma(e, (Real)9.058001351559417e-6, s * (halfSquare + r));
            single:Real result = (e * (Real)0.693138122558593750) - (halfSquare - low - f);
            double:Real low = Fma(e, 1.90821492927058770002e-10, s * (halfSquare + r));
            double:Real result = (e * 0.69314718036912381649) - (halfSquare - low - f);
            return x < Real.PositiveInfinity ? result : x;
        }
        == LogOnePlus
        private static Real LogOnePlus(Real x)
        {
            Real w = 1 + x, result = Log(w) + ((x - (w - 1)) / w);
            return x < Real.PositiveInfinity ? result : x;
        }
        == Tanh
        private static Real Tanh(Real x)
        {
            Real q = ExpMinusOne(Math.Abs(x) * 2), s = q / (q + 2), half = (Real)0.5 * q;
            Real t = s < (Real)0.5 ? Fma(-half, s, half) : s;
            return x < 0 ? -t : t;
        }
        == Sigmoid
        private static Real Sigmoid(Real x)
        {
            Real q = Exp(-Math.Abs(x)), s = q / (1 + q);
            return x < 0 ? Fma(-q, s, q) : 1 - s;
        }
        == Softplus
        private static Real Softplus(Real x) { return (x < 0 ? 0 : x) + LogOnePlus(Exp(-Math.Abs(x))); }
        == Relu
        private static Real Relu(Real x) { return x < 0 ? 0 : x; }
        == LeakyRelu
        private static Real LeakyRelu(Real x, Real slope) { return 0 < x ? x : slope * x; }
        == Elu
        private static Real Elu(Real x, Real alpha) { return 0 < x ? x : alpha * ExpMinusOne(x); }
        == Selu
        private static Real Selu(Real x)
        {
            return 0 < x ? (Real)1.0507009873554805 * x : (Real)(1.0507009873554805 * 1.6732632423543772) * ExpMinusOne(x);
        }
        == Silu
        private static Real Silu(Real x) { return x * Sigmoid(x); }
        == Mish
        private static Real Mish(Real x) { return x * Tanh(Softplus(x)); }
        == Clip
        private static Real Clip(Real x, Real min, Real max) { return x < min ? min : max < x ? max : x; }
        == HardSigmoid
        private static Real HardSigmoid(Real x, Real slope) { return Clip(Fma(slope, x, (Real)0.5), 0, 1); }
        == HardSwish
        private static Real HardSwish(Real x) { return x * HardSigmoid(x, (Real)(1.0 / 6)); }
        == SmoothClip
        private static Real SmoothClip(Real x, Real bound)
        {
            Real u = x / bound, most = (Real)1e9;
            u = most < u ? most : u;
            u = u < -most ? -most : u;
            return bound * u / Root(Fma(u, u, 1));
        }
        == GeluByTanh
        private static Real GeluByTanh(Real x)
        {
            Real near = x < -50 ? -50 : 50 < x ? 50 : x;
            Real u = Fma((Real)(0.7978845608028654 * 0.044715) * near * near, near, (Real)0.7978845608028654 * near);
            return x * Sigmoid(u + u);
        }
        == Gelu
        private static Real Gelu(Real x) { return x * ((Real)0.5 * Erfc((Real)(-0.7071067811865476) * x)); }
        == Erfc
        private static Real Erfc(Real x)
        {
            Real size = Math.Abs(x);
            if (size < (Real)0.5)
                return 1 - Fma(x, Polynomial(x * x, ErfSeries), x);
            Real right = ErfcOfPositive(size);
            return x < 0 ? 2 - right : right;
        }
        == ErfcOfPositive
        private static Real ErfcOfPositive(Real x)
        {
            single:x = x < 0 ? 0 : 11 < x ? 11 : x;
            double:x = x < 0 ? 0 : 28 < x ? 28 : x;
            Real middle = (Real)3.75, polynomial = Polynomial((x - middle) / (x + middle), ErfcSeries);
            Real square = x * x, rest = Fma(x, x, -square), bell = Exp(-square);
            bell = Fma(bell, -rest, bell);
            return bell * polynomial / Fma(2, x, 1);
        }
        == ErfSeries
        private static readonly Real[] ErfSeries =
        {
            (Real)0.12837916709551257, (Real)(-1.1283791670955126 / 3), (Real)(1.1283791670955126 / 10), (Real)(-1.1283791670955126 / 42),
            (Real)(1.1283791670955126 / 216), (Real)(-1.1283791670955126 / 1320), (Real)(1.1283791670955126 / 9360),
            (Real)(-1.1283791670955126 / 75600),
            (Real)(1.1283791670955126 / 685440), (Real)(-1.1283791670955126 / 6894720),
            double:1.1283791670955126 / 76204800, -1.1283791670955126 / 918086400, 1.1283791670955126 / 11975040000,
            double:-1.1283791670955126 / 168129561600,
            double:1.1283791670955126 / 2528170444800, -1.1283791670955126 / 40537905408000, 1.1283791670955126 / 690452066304000,
        };
        == ErfcSeries
        private static readonly Real[] ErfcSeries =
        {
            single:(Real)1.2375126300326993, (Real)(-0.14024059953590887), (Real)0.00358549531406309,
            single:(Real)0.08227677399009918, (Real)(-0.10880522754949953),
            single:(Real)0.09230393753827405, (Real)(-0.05868544049363111), (Real)0.028364105117372054,
            single:(Real)(-0.009770087183368234), (Real)0.0017511576292398034,
            single:(Real)0.00033016745627228067, (Real)(-0.00028431307575109806),
            single:(Real)2.2046718905694024e-05, (Real)1.8521947386750102e-05,
            double:1.2375126308378275, -0.14024059858554702, 0.00358541548546369, 0.08227673849015112, -0.10880393014170746,
            double:0.09230432116019517, -0.05869339859054762, 0.02836227742156851, -0.009746579547619623, 0.0017556258319220233,
            double:0.00029371359480570737, -0.0002901539763460068, 5.164940777546399e-05, 2.2383900563041527e-05, -1.1445049125831309e-05,
            double:-9.728189861867202e-07, 1.7534434251106334e-06, -5.831950342145813e-08, -2.6114702359900956e-07, 2.4362700816477473e-08,
            double:4.0971223152703005e-08, -4.453191645424103e-09, -6.545560212480267e-09, 5.820899514310995e-10, 9.02214970034059e-10,
            double:-4.9656323099806433e-11, -7.33950500852954e-11, 1.79625782521633e-12,
        };
        """;
}
