using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConfigDrive.Iso.Tests.Support;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class ReproducibilityTests
{
    [Fact]
    public void SampleDrive_OnAnyMachine_HasThisDigest()
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Trees.Write(Trees.SampleDrive())));

        Assert.Equal("8b03cb54421f52b210f95d64be69f5080d7dbbe271651e77a6a0135d2b5abf4f", digest);
    }

    [Theory, MemberData(nameof(Trees.Names), MemberType = typeof(Trees))]
    public void Image_FilesInAnyOrder_IsTheSame(string tree)
    {
        var files = Trees.All[tree]();
        var expected = Trees.Write(files);

        for (var seed = 0; seed < 5; seed++)
        {
            var shuffled = files.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(expected, Trees.Write(shuffled));
        }
    }

    [Fact]
    public void Image_SameInstantAtAnotherOffset_IsTheSame()
    {
        var elsewhere = Trees.Options with { Timestamp = Trees.Options.Timestamp.ToOffset(TimeSpan.FromHours(5.75)) };

        Assert.Equal(Trees.Write(Trees.SampleDrive()), Trees.Write(IsoImage.Create(Trees.SampleDrive(), elsewhere)));
    }

    [Fact]
    public void Image_InAnotherCulture_IsTheSame()
    {
        var expected = Trees.Write([.. Trees.SampleDrive(), .. Trees.All["names that clash"]()]);
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NativeDigits = ["٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"];
        culture.NumberFormat.DigitSubstitution = DigitShapes.NativeNational;
        culture.NumberFormat.NegativeSign = "minus";
        culture.DateTimeFormat.DateSeparator = "?";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(expected, Trees.Write([.. Trees.SampleDrive(), .. Trees.All["names that clash"]()]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Image_WithinTheSameSecond_IsTheSame()
    {
        var later = Trees.Options with { Timestamp = Trees.Options.Timestamp.AddMilliseconds(999) };

        Assert.Equal(Trees.Write(Trees.SampleDrive()), Trees.Write(IsoImage.Create(Trees.SampleDrive(), later)));
    }

    [Fact]
    public void ApplicationUse_SetAtFirstOrLater_IsTheSame_AndLeavesTheFormerImageAsItWas()
    {
        var blank = Trees.Image(Trees.SampleDrive());
        var marked = blank.WithApplicationUse("k3f7q2m5xa");

        Assert.Equal(Trees.Write(IsoImage.Create(Trees.SampleDrive(), Trees.Options with { ApplicationUse = "k3f7q2m5xa" })), Trees.Write(marked));
        Assert.Equal(Trees.Write(Trees.SampleDrive()), Trees.Write(marked.WithApplicationUse("")));
        Assert.Equal(Trees.Write(Trees.SampleDrive()), Trees.Write(blank));
        Assert.Equal((blank.Length, blank.FileCount), (marked.Length, marked.FileCount));
    }

    [Fact]
    public void Image_WithoutTimestamp_CarriesTheEpoch()
    {
        var image = Trees.Write(IsoImage.Create([], new IsoImageOptions { VolumeLabel = "config-2" }));

        Assert.Equal("1970010100000000\0", Encoding.ASCII.GetString(image, RawImage.Primary + 813, 17));
    }
}

/// <summary>The time zone belongs to the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class TimeZoneTests
{
    [Fact]
    public void Image_InAnyTimeZone_IsTheSame()
    {
        var expected = Trees.Write(Trees.SampleDrive());
        var before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", "Asia/Kathmandu");
            TimeZoneInfo.ClearCachedData();
            Assert.Equal(expected, Trees.Write(Trees.SampleDrive()));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }
}
