using System.Text;
using Downhill.Experiments;

namespace Downhill.Tests;

public sealed class SettingDocsTests
{
    [Fact]
    public void The_settings_page_is_what_the_settings_say()
    {
        string path = Repository.Find("docs", "settings.md"), expected = Render();
        if (Environment.GetEnvironmentVariable("DOWNHILL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, expected);
        Assert.True(
            File.ReadAllText(path).ReplaceLineEndings("\n") == expected,
            "docs/settings.md is not what the settings say. Write it anew with: "
                + "DOWNHILL_UPDATE_DOCS=1 dotnet test --filter SettingDocsTests");
    }

    [Fact]
    public void Every_setting_that_an_error_names_says_what_it_is()
    {
        // How a run is done, and verbs other than train.
        Setting[] elsewhere = [Setting.Out, Setting.Overwrite, Setting.Strict, Setting.Keep, Setting.Map, Setting.Input, Setting.Row];
        Assert.Equal(
            Enum.GetValues<Setting>().Except(elsewhere).Order(),
            ExperimentSetting.All.Where(setting => setting.Setting is not null).Select(setting => setting.Setting!.Value).Order());
        Assert.All(ExperimentSetting.All, setting => Assert.DoesNotMatch("[.{}]$", setting.Help));
    }

    private static string Render()
    {
        var text = new StringBuilder();
        text.Append("# Settings\n\nEvery setting of an [experiment](experiments.md), as an option of `downhill train` and as a key of "
            + "a recipe file. ");
        text.Append("This page is made from the record itself.\n\n| setting | value | what it is | default |\n|---|---|---|---|\n");
        foreach (ExperimentSetting setting in ExperimentSetting.All.Where(setting => setting.IsOption))
            text.Append($"| `{setting.Name}` | {Cell(Value(setting))} | {Cell(setting.Help)} | {Cell(setting.Default ?? string.Empty)} |\n");
        return text.ToString();
    }

    private static string Value(ExperimentSetting setting) =>
        setting.IsFlag ? setting.IsOnByDefault ? "true unless false" : "true or false" : setting.IsList ? $"{setting.ValueName}, several"
            : setting.ValueName;

    // The tests have layers of their own, which the page does not name.
    private static string Cell(string text) =>
        text.Replace("|", " \\| ", StringComparison.Ordinal).Replace(", own-cube, own-scale", string.Empty, StringComparison.Ordinal);
}
