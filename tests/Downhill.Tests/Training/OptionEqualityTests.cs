using System.Reflection;
using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>Two descriptions are equal where each of their parts is, and no part is left out.</summary>
public sealed class OptionEqualityTests
{
    [Fact]
    public void Every_option_of_a_training_counts()
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(0.1));
        int walked = 0;
        foreach (PropertyInfo property in typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite))
        {
            TrainingOptions other = options with { };
            property.SetValue(other, Another(property, property.GetValue(options)));
            Assert.False(options.Equals(other), property.Name);
            TrainingOptions same = options with { };
            property.SetValue(same, Another(property, property.GetValue(options)));
            Assert.True(same.Equals(other), property.Name);
            walked++;
        }

        Assert.Equal(19, walked);
    }

    [Fact]
    public void Every_part_of_an_uncertainty_counts()
    {
        var one = new Uncertainty([1, 2], [0.5], [3]);
        Assert.Equal(one, new Uncertainty([1, 2], [0.5], [3]));
        Assert.All((Uncertainty[])[new([1, 3], [0.5], [3]), new([1, 2], [0.25], [3]), new([1, 2], [0.5], [4]), new([1, 2], null, [3]),
            new([1, 2], [0.5])],
            other => Assert.NotEqual(one, other));
    }

    [Fact]
    public void Every_branch_of_a_layer_counts()
    {
        Layer[] layers =
        [
            new Concat([[new Tanh()]]), new Concat([[new Tanh()], [new Relu()]]), new Concat([[new Relu()], [new Tanh()]]),
            new Concat([[new Tanh(), new Relu()]]), new Average([[new Tanh()]]), new Average([[new Tanh()], [new Relu()]]),
            new Average([[new Tanh()], [new Relu()]], [1, 1]), new Average([[new Tanh()], [new Relu()]], [1, 2]),
            new Residual([new Tanh()]), new Residual([new Tanh(), new Relu()]), new Residual([new Relu()]),
        ];
        for (int i = 0; i < layers.Length; i++)
        {
            for (int j = 0; j < layers.Length; j++)
                Assert.True(layers[i].Equals(layers[j]) == (i == j), $"layers {i} and {j}");
        }
    }

    [Fact]
    public void Every_setting_of_an_experiment_counts()
    {
        var experiment = new Experiment(["a.csv"]);
        foreach (ExperimentSetting setting in ExperimentSetting.All.Where(setting => setting.IsOption && setting.Name != "data"))
        {
            string? value = ((string[])["1", "2", "true", "false", "f1", "sgd", "cosine", "mean-squared-error", "flip", .. setting.Choices])
                .FirstOrDefault(text => setting.Fits(text) && Makes(setting, text));
            Assert.True(value is not null, setting.Name);
            Assert.NotEqual(experiment, experiment.With(setting, value!));
            Assert.Equal(experiment.With(setting, value!), Experiment.FromJson(experiment.With(setting, value!).ToJson()));
        }

        bool Makes(ExperimentSetting setting, string text)
        {
            try
            {
                return experiment.With(setting, text) is { } made && made.ToJson() != experiment.ToJson();
            }
            catch (DownhillException)
            {
                return false;
            }
        }
    }

    private static object Another(PropertyInfo property, object? value) => value switch
    {
        Loss => new MeanAbsoluteError(),
        Optimizer => new Adam(),
        bool flag => !flag,
        int number => number + 1,
        ulong number => number + 1,
        double number => number + 0.5,
        _ when property.PropertyType == typeof(int?) => 3,
        _ when property.PropertyType == typeof(long?) => 3L,
        _ when property.PropertyType == typeof(double?) => 0.5,
        _ when property.PropertyType == typeof(Schedule) => new CosineDecay(),
        _ when property.PropertyType == typeof(Augmentation) => new Flip(),
        _ => (string[])["linear1"],
    };
}
