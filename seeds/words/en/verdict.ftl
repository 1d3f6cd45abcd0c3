# Why a photo is refused or warned about, and how to take a better one. One message per reason.
verdict-no_person = No person can be seen. Stand in front of the camera, from head to feet in the picture.
verdict-several_people = More than one person can be seen. Please be alone in the picture.
verdict-body_cut_off = Head, hands or feet are cut off. Step back until all of you is in the picture.
verdict-not_standing = Please stand upright, feet a little apart.
verdict-back_view = You are seen from behind. Please face the camera.
verdict-wrong_view = This is not the side that was asked for. Please turn as the outline shows.
verdict-too_small = You are too far away. Come closer until you fill the height of the picture.
verdict-blurred = The picture is blurred. Put the camera on something firm and wipe its lens.
verdict-too_dark = It is too dark. Turn to a window or switch on a lamp.
verdict-arms_on_body = Hold your arms a little away from your body.
verdict-arm_raised = Let both arms hang down, a little away from your body.
verdict-not_a_photo = This does not look like a photo of a person. Please take one with the camera.
verdict-picture_of_picture = This is a picture of a screen or of a print. Please stand before the camera yourself.
verdict-not_a_person = No living face can be made out. Look into the camera, in white light, without a mask.
verdict-outline_unclear = The outline of your body is unclear. Stand before a plain wall, in tight clothes.
