namespace Downhill.Tests;

/// <summary>What a loss says about its targets.</summary>
public sealed class LossTargetTests
{
    [Fact]
    public void A_loss_is_for_classes_for_numbers_or_for_both()
    {
        Loss[] losses = [.. Catalog.Losses.Entries.SelectMany(entry => entry.Examples).Select(Catalog.Losses.Parse)];

        Assert.DoesNotContain(losses, loss => loss is { IsForClasses: true, IsForNumbers: true });
        Assert.Equal(
            ["huber", "log-cosh", "mean-absolute-error", "poisson", "quantile"],
            losses.Where(loss => loss.IsForNumbers).Select(loss => Catalog.Losses.NameOf(loss).Split(' ')[0]).Distinct().Order());
    }
}
