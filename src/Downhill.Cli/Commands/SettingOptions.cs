using System.CommandLine;
using System.CommandLine.Parsing;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary>Options of a command for settings of an experiment.</summary>
internal sealed class SettingOptions
{
    private readonly (ExperimentSetting Setting, Option Option)[] values;
    private readonly (ExperimentSetting Setting, Option<bool>? On, Option<bool>? Off)[] flags;

    /// <summary>Options for some settings, or for all.</summary>
    public SettingOptions(IReadOnlyList<Setting>? settings = null)
    {
        ExperimentSetting[] chosen =
        [
            .. settings?.Select(setting => ExperimentSetting.Of(setting)!)
                ?? ExperimentSetting.All.Where(one => one.IsOption),
        ];
        values = [.. chosen.Where(setting => !setting.IsFlag)
            .Select(setting => (setting, setting.IsList ? List(setting) : Value(setting)))];
        flags =
        [
            .. chosen.Where(setting => setting.IsFlag).Select(setting => (
                setting,
                setting.IsOnByDefault ? null : Flag($"--{setting.Name}", setting.Description),
                setting.IsOnByDefault ? Flag($"--no-{setting.Name}", setting.Description)
                    : setting.IsSwitch ? Flag($"--no-{setting.Name}", setting.No!) : null)),
        ];
        All = [.. chosen.SelectMany(Of)];
    }

    /// <summary>The options in order.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <summary>The experiment with the settings from the command line; other settings stay as they are.</summary>
    public Experiment Read(ParseResult parsed, Experiment experiment)
    {
        foreach ((ExperimentSetting setting, Option option) in values)
        {
            if (parsed.GetResult(option) is OptionResult { Implicit: false } said)
                experiment = experiment.With(setting, [.. said.Tokens.Select(token => token.Value)]);
        }

        foreach ((ExperimentSetting setting, Option<bool>? on, Option<bool>? off) in flags)
        {
            (bool isOn, bool isOff) = (on is not null && parsed.GetValue(on), off is not null && parsed.GetValue(off));
            if (isOn && isOff)
                throw new DownhillException($"{on!.Name} and {off!.Name} contradict each other; use one of them.");
            if (isOn || isOff)
                experiment = experiment.With(setting, isOn ? "true" : "false");
        }

        return experiment;
    }

    private IEnumerable<Option> Of(ExperimentSetting setting) => setting.IsFlag
        ? flags.Where(flag => flag.Setting == setting).SelectMany(flag => (Option?[])[flag.On, flag.Off]).OfType<Option>()
        : values.Where(value => value.Setting == setting).Select(value => value.Option);

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static Option List(ExperimentSetting setting) => Options.Names($"--{setting.Name}", setting.ValueName, setting.Description);

    private static Option Value(ExperimentSetting setting) => new Option<string?>($"--{setting.Name}")
    {
        Description = setting.Description,
        HelpName = setting.ValueName,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? string.Empty : result.Tokens[0].Value;
            if (!setting.Fits(text))
                result.AddError(setting.Refusal($"--{setting.Name}", text));
            return text;
        },
    };
}
