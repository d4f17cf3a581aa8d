namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>What can be done towards a filled claim.</summary>
internal enum CopyVerb
{
    /// <summary>Nothing now: done, waiting, or nothing to be done.</summary>
    Stop,

    /// <summary>Nothing now, unless another pod would be made today than the one that is held up: then that one goes.</summary>
    HeldUp,

    /// <summary>Create the claim.</summary>
    CreateClaim,

    /// <summary>Delete a claim without an image.</summary>
    DeleteClaim,

    /// <summary>Give the claim to the wanted revision; it counts as unfilled from then on.</summary>
    RefillClaim,

    /// <summary>Create the copy pod.</summary>
    CreatePod,

    /// <summary>Delete a copy pod.</summary>
    DeletePod,

    /// <summary>Replace a copy pod that has failed by another.</summary>
    RepeatPod,

    /// <summary>Compare the digest that the copy pod gave with that of the image in the library.</summary>
    Verify,

    /// <summary>Mark the claim as filled.</summary>
    MarkFilled,
}
