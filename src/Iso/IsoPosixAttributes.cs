namespace ConfigDrive.Iso;

/// <summary>The POSIX attributes that Rock Ridge records (RRIP 4.1.1).</summary>
/// <param name="Mode">File type and permissions, st_mode.</param>
/// <param name="Links">The number of hard links, st_nlink.</param>
/// <param name="UserId">The owner, st_uid.</param>
/// <param name="GroupId">The owning group, st_gid.</param>
/// <param name="Serial">
/// The file serial number, st_ino, which hard links share; null in images of version 1.09, which do not record it.
/// </param>
public sealed record IsoPosixAttributes(uint Mode, uint Links, uint UserId, uint GroupId, uint? Serial);
