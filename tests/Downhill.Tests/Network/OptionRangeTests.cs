using System.Reflection;

namespace Downhill.Tests;

/// <summary>
/// Every number that an optimizer, a schedule or a loss takes has a range that is checked, and its ends are as documented.
/// </summary>
public sealed class OptionRangeTests
{
    public static TheoryData<string, string> Numbers
    {
        get
        {
            var numbers = new TheoryData<string, string>();
            foreach (string example in Examples.Optimizers.Concat(Examples.Schedules).Concat(Examples.Losses))
            {
                foreach (PropertyInfo property in Properties(Parse(example)))
                    numbers.Add(example, property.Name);
            }

            return numbers;
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void What_is_no_number_or_below_any_range_is_refused(string example, string option)
    {
        object sound = Parse(example);
        Validate(sound);
        PropertyInfo property = sound.GetType().GetProperty(option)!;
        object[] bad = property.PropertyType == typeof(int)
            ? [-1, int.MinValue]
            : [double.NaN, -1.0, double.PositiveInfinity, double.NegativeInfinity];
        foreach (object value in bad)
            Assert.Contains(char.ToLowerInvariant(option[0]) + option[1..],
                Assert.Throws<DownhillException>(() => Validate(With(sound, property, value))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sgd momentum=0 l2=0 weightDecay=0")]
    [InlineData("rprop smallest=2 largest=2")]
    [InlineData("lbfgs history=1")]
    [InlineData("lbfgs history=100")]
    [InlineData("adam beta1=0 beta2=0")]
    [InlineData("step epochs=1")]
    [InlineData("inverse-time 0")]
    [InlineData("warm-restarts 1 last=1")]
    [InlineData("one-cycle first=0 last=1")]
    [InlineData("polynomial last=1")]
    [InlineData("reduce-on-plateau 0 threshold=0 smallest=1")]
    public void The_ends_of_a_range_belong_to_it(string example) => Validate(Parse(example));

    [Theory]
    [InlineData("sgd momentum=1")]
    [InlineData("rmsprop momentum=1")]
    [InlineData("lbfgs history=101")]
    [InlineData("step epochs=0")]
    [InlineData("warm-restarts 0")]
    [InlineData("one-cycle 1")]
    [InlineData("one-cycle first=1.1")]
    [InlineData("one-cycle last=1.1")]
    [InlineData("polynomial last=1.1")]
    [InlineData("reduce-on-plateau gamma=1")]
    [InlineData("reduce-on-plateau threshold=1")]
    [InlineData("reduce-on-plateau smallest=1.1")]
    [InlineData("warm-restarts last=1.1")]
    public void What_lies_beyond_them_does_not(string example) => Assert.Throws<DownhillException>(() => Validate(Parse(example)));

    private static object Parse(string example)
    {
        string name = example.Split(' ')[0];
        return Catalog.Optimizers.Entries.Any(entry => entry.Name == name) ? Catalog.Optimizers.Parse(example)
            : Catalog.Schedules.Entries.Any(entry => entry.Name == name) ? Catalog.Schedules.Parse(example)
            : Catalog.Losses.Parse(example);
    }

    private static IEnumerable<PropertyInfo> Properties(object of) => of.GetType().GetProperties()
        .Where(property => property.SetMethod is not null
            && (property.PropertyType == typeof(double) || property.PropertyType == typeof(int)));

    private static object With(object record, PropertyInfo property, object value)
    {
        object copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    // A loss is checked where it meets the outputs of a network.
    private static void Validate(object part)
    {
        if (part is Loss loss)
            Plan<double>.ForTraining(Examples.Network("linear 2", 3), 1, loss);
        else
            new TrainingOptions(new MeanSquaredError(), part as Optimizer ?? new Sgd(), Schedule: part as Schedule).Validate();
    }
}
