namespace Downhill.CSharp;

/// <content>Columns of a raw row, and layers over whole rows.</content>
internal static partial class Snippets
{
    private const string Rows = """

        == Number
        // (x - center) / scale, bent towards 3 and -3 where it is clipped; 0 where it is missing.
        private static double Number(double raw, double center, double scale, bool isClipped)
        {
            if (double.IsNaN(raw))
                return 0;
            double z = scale > 0 ? (raw - center) / scale : 0;
            return !isClipped ? z : Math.Abs(z) < 1e6 ? z / Math.Sqrt(1 + (z / 3 * (z / 3))) : 3 * Math.Sign(z);
        }
        == Pieces
        private static void Pieces(double number, double[] knots, Real[] to, int at)
        {
            double place = 0;
            if (number >= knots[knots.Length - 1])
                place = knots.Length - 1;
            else if (number > knots[0])
            {
                int below = 0;
                while (knots[below + 1] <= number)
                    below++;
                place = below + ((number - knots[below]) / (knots[below + 1] - knots[below]));
            }

            for (int i = 0; i < knots.Length - 1; i++)
                to[at + i] = (Real)Math.Min(Math.Max(place - i, 0), 1);
        }
        == IsMissing
        private static bool IsMissing(string text)
        {
            if (string.IsNullOrEmpty(text) || text == "?" || Array.IndexOf(Missing, text) >= 0)
                return true;
            return text.Length <= 4 && (Same(text, "NA") || Same(text, "N/A") || Same(text, "NaN") || Same(text, "null"));
        }
        == Same
        private static bool Same(string one, string other) { return string.Equals(one, other, StringComparison.OrdinalIgnoreCase); }
        == Flag
        private static Real Flag(string text, string first, string second)
        {
            return IsMissing(text) ? 0 : text == first ? -1 : text == second ? 1 : 0;
        }
        == Place
        private static int Place(string text, Dictionary<string, int> places, int other, int missing)
        {
            int place;
            return IsMissing(text) ? missing : places.TryGetValue(text, out place) ? place : other;
        }
        == OneHot
        private static void OneHot(int place, Real[] to, int at, int width)
        {
            Array.Clear(to, at, width);
            if (place >= 0)
                to[at + place] = 1;
        }
        == Turn
        // The sine and cosine of a full turn; zeros where it is missing.
        private static void Turn(double turns, Real[] to, int at)
        {
            double part = turns - Math.Floor(turns);
            to[at] = double.IsNaN(turns) ? 0 : (Real)Turned(2 * part, 3);
            to[at + 1] = double.IsNaN(turns) ? 0 : (Real)Turned(2 * part, 0);
        }
        == Turned
        // cos(pi x + pi/2 quarters)
        private static double Turned(double x, int quarters)
        {
            double halves = Math.Round(2 * x), y = Math.PI * (x - (halves / 2)), square = y * y, sum = 0;
            int quarter = quarters + (int)(halves - (4 * Math.Floor(halves / 4)));
            bool isEven = (quarter & 1) == 0;
            for (int n = isEven ? 20 : 21; n >= 2; n -= 2)
                sum = (1 - sum) * square / (n * (n - 1));
            double value = isEven ? 1 - sum : -y * (1 - sum);
            return (quarter & 2) == 0 ? value : -value;
        }
        == Multiply
        // y = x W + b: chains of fused multiply-adds over blocks of 256, added up in order.
        private static void Multiply(Real[] x, Real[] weight, Real[] bias, Real[] sums, Real[] y)
        {
            Array.Copy(bias, y, y.Length);
            for (int start = 0; start < x.Length; start += 256)
            {
                Block(x, weight, sums, start);
                for (int j = 0; j < y.Length; j++)
                    y[j] += sums[j];
            }
        }
        == MultiplyOnly
        // y = x W
        private static void MultiplyOnly(Real[] x, Real[] weight, Real[] sums, Real[] y)
        {
            for (int start = 0; start < x.Length; start += 256)
            {
                Block(x, weight, sums, start);
                for (int j = 0; j < y.Length; j++)
                    y[j] = start == 0 ? sums[j] : y[j] + sums[j];
            }
        }
        == Block
        private static void Block(Real[] x, Real[] weight, Real[] sums, int start)
        {
            Array.Clear(sums, 0, sums.Length);
            for (int k = start; k < Math.Min(start + 256, x.Length); k++)
            {
                Real factor = x[k];
                for (int j = 0, at = k * sums.Length; j < sums.Length; j++, at++)
                    sums[j] = Fma(factor, weight[at], sums[j]);
            }
        }
        == Embed
        private static void Embed(Real[] x, Real[] table, int categories, int outputs, Real[] y)
        {
            Array.Clear(y, 0, y.Length);
            for (int i = 0; i < x.Length; i++)
            {
                double place = Math.Round((double)x[i]);
                if (place >= 0 && place < categories)
                    Array.Copy(table, (int)place * outputs, y, i * outputs, outputs);
            }
        }
        == Scale
        private static void Scale(Real[] x, Real[] scale, Real[] shift, Real[] y)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = Fma(scale[scale.Length == 1 ? 0 : i], x[i], shift[shift.Length == 1 ? 0 : i]);
        }
        == NormalizeColumns
        private static void NormalizeColumns(Real[] x, Real[] mean, Real[] variance, Real[] scale, Real[] shift, Real epsilon, Real[] y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                int j = i % mean.Length;
                y[i] = Fma(scale[j], (x[i] - mean[j]) / Root(variance[j] + epsilon), shift[j]);
            }
        }
        == NormalizeRow
        private static void NormalizeRow(Real[] x, Real[] scale, Real[] shift, Real epsilon, Real[] squares, Real[] y)
        {
            Real mean = Sum(x) / x.Length;
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = x[i] - mean;
                squares[i] = y[i] * y[i];
            }

            Real deviation = Root((Sum(squares) / x.Length) + epsilon);
            for (int i = 0; i < y.Length; i++)
            {
                Real value = y[i] / deviation, scaled = scale[i] * value;
                y[i] = scaled + shift[i];
            }
        }
        == ScaleRow
        private static void ScaleRow(Real[] x, Real[] scale, Real epsilon, Real[] squares, Real[] y)
        {
            for (int i = 0; i < y.Length; i++)
                squares[i] = x[i] * x[i];
            Real deviation = Root((Sum(squares) / x.Length) + epsilon);
            for (int i = 0; i < y.Length; i++)
            {
                Real value = x[i] / deviation;
                y[i] = scale[i] * value;
            }
        }
        == Softmax
        private static void Softmax(Real[] x, Real[] y)
        {
            Real largest = Real.NegativeInfinity;
            for (int i = 0; i < x.Length; i++)
                largest = largest < x[i] ? x[i] : largest;
            for (int i = 0; i < x.Length; i++)
                y[i] = Exp(x[i] - largest);
            Real sum = Sum(y);
            for (int i = 0; i < x.Length; i++)
                y[i] = y[i] / sum;
        }
        == Sum
        // Sixteen partial sums; then the upper half is added to the lower one until one number is left.
        private static Real Sum(Real[] x)
        {
            Real s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
            Real s8 = 0, s9 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0, s14 = 0, s15 = 0;
            for (int i = 0; i < x.Length; i += 16)
            {
                s0 += x[i]; s1 += At(x, i + 1); s2 += At(x, i + 2); s3 += At(x, i + 3);
                s4 += At(x, i + 4); s5 += At(x, i + 5); s6 += At(x, i + 6); s7 += At(x, i + 7);
                s8 += At(x, i + 8); s9 += At(x, i + 9); s10 += At(x, i + 10); s11 += At(x, i + 11);
                s12 += At(x, i + 12); s13 += At(x, i + 13); s14 += At(x, i + 14); s15 += At(x, i + 15);
            }

            s0 += s8; s1 += s9; s2 += s10; s3 += s11; s4 += s12; s5 += s13; s6 += s14; s7 += s15;
            s0 += s4; s1 += s5; s2 += s6; s3 += s7;
            s0 += s2; s1 += s3;
            return s0 + s1;
        }
        == At
        private static Real At(Real[] x, int i) { return i < x.Length ? x[i] : 0; }
        == SinglesOf
        private static float[] SinglesOf(string text)
        {
            byte[] bytes = Convert.FromBase64String(text);
            var numbers = new float[bytes.Length / 4];
            Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
            return numbers;
        }
        == DoublesOf
        private static double[] DoublesOf(string text)
        {
            byte[] bytes = Convert.FromBase64String(text);
            var numbers = new double[bytes.Length / 8];
            Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
            return numbers;
        }
        """;
}
