using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The profile of a table, as <c>downhill inspect</c> shows it.</summary>
internal static class ProfileView
{
    public static Document Document(TableProfile profile, string? target, TrainPlan plan) => new(
        profile.Table.Name,
        (Section[])[new Section(
            string.Empty,
            [
                .. DataProfile.Blocks(profile, target, column => $"--drop {CommandText.Quote(column)}"),
                .. profile.Classes.Length > 0 ? [DataProfile.Classes(profile.Classes, $"The classes of '{target}'")] : Array.Empty<Block>(),
            ]), new Section("What train would do", [.. plan.Blocks()])]);
}
